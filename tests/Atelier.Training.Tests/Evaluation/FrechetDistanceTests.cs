using Atelier.Training.Evaluation;

namespace Atelier.Training.Tests.Evaluation;

public class FrechetDistanceTests
{
    [Fact]
    public void OfIndependentNormals_IsWhatTheFormulaSays()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var first = randn([40_000, 3], device: random.device, generator: random);
        var second = (randn([40_000, 3], device: random.device, generator: random) * tensor(new float[] { 2f, 1f, 0.5f }, [3]))
            + tensor(new float[] { 1f, 0f, -2f }, [3]);

        Assert.Equal(5 + 1 + 0.25, FrechetDistance.Between(first, second), 0.1); // squared differences of means, and of deviations
        Assert.Equal(0, FrechetDistance.Between(first, first), 1e-6);
    }

    [Fact]
    public void OfCorrelatedFeatures_DoesNotChangeUnderARotation()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (a, b) = (
            randn([500, 2], device: random.device, generator: random),
            randn([500, 2], device: random.device, generator: random) * tensor(new float[] { 3f, 1f }, [2]));
        var turn = tensor(new float[] { 0.6f, 0.8f, -0.8f, 0.6f }, [2, 2]);

        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(a.matmul(turn), b.matmul(turn)), 1e-4);
    }
}
