using Atelier.Torch.Layers;

namespace Atelier.Torch.Tests.Layers;

public class LinearCrossEntropyTests
{
    [Theory]
    [InlineData(1, ScalarType.Float32, 1e-6)]
    [InlineData(256, ScalarType.Float32, 1e-6)]
    [InlineData(600, ScalarType.Float32, 1e-6)]
    [InlineData(600, ScalarType.BFloat16, 0.01)]
    public void ValueAndGradients_AreThoseOfAllLogitsAtOnce(int rows, ScalarType type, double bound)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var x = randn([rows, 24], device: random.device, generator: random).to(type).detach().requires_grad_();
        var weight = randn([37, 24], device: random.device, generator: random).to(type).detach().requires_grad_();
        var targets = (rand([rows], device: random.device, generator: random) * 37).to(ScalarType.Int64);
        var (wide, wideWeight) =
            (x.detach().to(ScalarType.Float32).detach().requires_grad_(), weight.detach().to(ScalarType.Float32).detach().requires_grad_());

        var expected = F.cross_entropy(F.linear(wide, wideWeight), targets);
        var actual = LinearCrossEntropy.Compute(x, weight, targets);
        Tensor unrecorded;
        using (no_grad())
        {
            unrecorded = LinearCrossEntropy.Compute(x, weight, targets);
        }

        Assert.Equal(expected.ToDouble(), actual.ToDouble(), Math.Abs(expected.ToDouble()) * bound);
        Assert.Equal(actual.ToDouble(), unrecorded.ToDouble());
        var seed = tensor(3, dtype: ScalarType.Float32); // the gradient that comes in counts
        var (got, wanted) = (
            autograd.grad([actual], [x, weight], grad_outputs: [seed]),
            autograd.grad([expected], [wide, wideWeight], grad_outputs: [seed]));
        for (var i = 0; i < 2; i++)
        {
            var error = Math.Sqrt(
                (got[i].to(ScalarType.Float32) - wanted[i]).square().sum().ToDouble() / wanted[i].square().sum().ToDouble());
            Assert.True(error < bound, $"gradient {i}: {error}");
        }
    }

    [Fact]
    public void RowsWithoutATarget_AddNothing()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var x = randn([4, 24], device: random.device, generator: random).detach().requires_grad_();
        var weight = randn([37, 24], device: random.device, generator: random).detach().requires_grad_();

        var loss = LinearCrossEntropy.Compute(x, weight, tensor(new long[] { 5L, -1, 7, -1 }, [4]));

        var some = x.index_select(0, tensor(new long[] { 0L, 2 }, [2]));
        var expected = LinearCrossEntropy.Compute(some, weight, tensor(new long[] { 5L, 7 }, [2])) / 2; // of two rows, not of four
        Assert.Equal(expected.ToDouble(), loss.ToDouble(), 1e-6);
        var (got, wanted) = (autograd.grad([loss], [x, weight]), autograd.grad([expected], [x, weight]));
        Assert.All(Enumerable.Range(0, 2), i => Assert.InRange((got[i] - wanted[i]).abs().max().ToDouble(), 0, 1e-6));
    }
}
