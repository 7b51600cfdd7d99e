using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Nn.Tests;

public class LinearCrossEntropyTests
{
    [Theory]
    [InlineData(1, DType.Float32, 1e-6)]
    [InlineData(256, DType.Float32, 1e-6)]
    [InlineData(600, DType.Float32, 1e-6)]
    [InlineData(600, DType.BFloat16, 0.01)]
    public void ValueAndGradients_AreThoseOfAllLogitsAtOnce(int rows, DType type, double bound)
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var x = Tensor.Randn([rows, 24], random).To(type).Detach().RequireGradient();
        var weight = Tensor.Randn([37, 24], random).To(type).Detach().RequireGradient();
        var targets = (Tensor.Rand([rows], random) * 37).To(DType.Int64);
        var (wide, wideWeight) = (x.Detach().To(DType.Float32).Detach().RequireGradient(), weight.Detach().To(DType.Float32).Detach().RequireGradient());

        var expected = Functional.CrossEntropy(Functional.Linear(wide, wideWeight, null), targets);
        var actual = LinearCrossEntropy.Of(x, weight, targets);
        Tensor unrecorded;
        using (Autograd.Pause())
        {
            unrecorded = LinearCrossEntropy.Of(x, weight, targets);
        }

        Assert.Equal(expected.Item(), actual.Item(), Math.Abs(expected.Item()) * bound);
        Assert.Equal(actual.Item(), unrecorded.Item());
        var seed = Tensor.Scalar(3, DType.Float32); // the gradient that comes in counts
        var (got, wanted) = (Autograd.Gradients(actual, [x, weight], seed), Autograd.Gradients(expected, [wide, wideWeight], seed));
        for (var i = 0; i < 2; i++)
        {
            var error = Math.Sqrt((got[i].To(DType.Float32) - wanted[i]).Square().Sum().Item() / wanted[i].Square().Sum().Item());
            Assert.True(error < bound, $"gradient {i}: {error}");
        }
    }

    [Fact]
    public void RowsWithoutATarget_AddNothing()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(1);
        var x = Tensor.Randn([4, 24], random).Detach().RequireGradient();
        var weight = Tensor.Randn([37, 24], random).Detach().RequireGradient();

        var loss = LinearCrossEntropy.Of(x, weight, Tensor.From([5L, -1, 7, -1], 4));

        var some = x.IndexSelect(0, Tensor.From([0L, 2], 2));
        var expected = LinearCrossEntropy.Of(some, weight, Tensor.From([5L, 7], 2)) / 2; // of two rows, not of four
        Assert.Equal(expected.Item(), loss.Item(), 1e-6);
        var (got, wanted) = (Autograd.Gradients(loss, [x, weight]), Autograd.Gradients(expected, [x, weight]));
        Assert.All(Enumerable.Range(0, 2), i => Assert.InRange((got[i] - wanted[i]).Abs().Max().Item(), 0, 1e-6));
    }
}
