using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Tests;

public class SingleProcessTests
{
    [Fact]
    public void EveryOperation_LeavesTensorsAsTheyAre()
    {
        using var scope = NewDisposeScope();
        IProcessGroup alone = new SingleProcess();
        var x = tensor(new[] { 1f, 2f }).requires_grad_(true);
        alone.AllReduceSum(x);
        alone.AllReduceMean(x);
        alone.Broadcast(x);
        alone.Barrier();
        alone.ThrowIfFailed();
        Assert.Equal([1f, 2f], x.data<float>().ToArray());
        Assert.Same(x, alone.Mean(x));
        Assert.Same(x, alone.Gather(x));
        Assert.Same(x, alone.Shard(x));
        Assert.False(alone.AllGather(x).requires_grad);
        Assert.Equal([3, 2], alone.Shard(3, rows => zeros(rows, 2)).shape);
        Assert.True(alone.IsMain);
        Assert.Equal((0, 1), (alone.Rank, alone.WorldSize));
    }

    [Fact]
    public void Messages_AreOfABoundedSize_AndLoseNothing()
    {
        using var scope = NewDisposeScope();
        Tensor[] flat =
        [
            arange(3, dtype: float32), empty([0]), arange((2 * TensorBuckets.Capacity) + 5, dtype: float32), arange(2, dtype: float32),
        ];
        var expected = cat(flat).clone();
        var messages = TensorBuckets.Split(flat).ToArray();
        Assert.Equal(
            [TensorBuckets.Capacity, TensorBuckets.Capacity, 10], messages.Select(pieces => pieces.Sum(piece => piece.NumberOfElements)));
        Assert.True(cat([.. messages.SelectMany(pieces => pieces)]).equal(expected).all().item<bool>());

        foreach (var pieces in messages)
        {
            TensorBuckets.CopyBack(cat(pieces) * 2, pieces);
        }

        Assert.True(cat(flat).equal(expected * 2).all().item<bool>());
    }
}
