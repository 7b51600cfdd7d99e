namespace Atelier.Torch.Distributed;

/// <summary>A group of one process: every operation leaves its tensors unchanged.</summary>
public sealed class SingleProcess : IProcessGroup
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public void AllReduceSum(params IReadOnlyList<Tensor> tensors)
    {
    }

    /// <inheritdoc/>
    public void AllReduceMean(params IReadOnlyList<Tensor> tensors)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(params IReadOnlyList<Tensor> tensors)
    {
    }

    /// <inheritdoc/>
    public Tensor AllGather(Tensor x) => x.detach();

    /// <inheritdoc/>
    public void Barrier()
    {
    }

    /// <inheritdoc/>
    public Tensor Mean(Tensor x) => x;

    /// <inheritdoc/>
    public Tensor Gather(Tensor x) => x;

    /// <inheritdoc/>
    public Tensor Shard(Tensor batch) => batch;

    /// <inheritdoc/>
    public Tensor Shard(long rows, Func<long, Tensor> draw) => draw(rows);

    /// <inheritdoc/>
    public void ThrowIfFailed()
    {
    }
}
