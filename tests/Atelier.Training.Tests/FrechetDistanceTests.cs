using Atelier.Tensors;
using Atelier.Training.Evaluation;

namespace Atelier.Training.Tests;

public class FrechetDistanceTests
{
    [Fact]
    public void OfIndependentNormals_IsWhatTheFormulaSays()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        var first = Tensor.Randn([40_000, 3], random);
        var second = (Tensor.Randn([40_000, 3], random) * Tensor.From([2f, 1f, 0.5f], 3)) + Tensor.From([1f, 0f, -2f], 3);

        Assert.Equal(5 + 1 + 0.25, FrechetDistance.Between(first, second), 0.1); // squared differences of means, and of deviations
        Assert.Equal(0, FrechetDistance.Between(first, first), 1e-6);
    }

    [Fact]
    public void OfCorrelatedFeatures_DoesNotChangeUnderARotation()
    {
        using var scope = TensorScope.Enter();
        using var random = new RandomGenerator(3);
        var (a, b) = (Tensor.Randn([500, 2], random), Tensor.Randn([500, 2], random) * Tensor.From([3f, 1f], 2));
        var turn = Tensor.From([0.6f, 0.8f, -0.8f, 0.6f], 2, 2);

        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(Functional.MatMul(a, turn), Functional.MatMul(b, turn)), 1e-4);
    }
}
