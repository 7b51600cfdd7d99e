using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Tests.Diffusion;

public sealed class TrainingNoiseTests
{
    private static readonly long[] s_timesteps = [0, 400, 999];

    [Fact]
    public void AddNoise_IsThatOfAWalk()
    {
        using var scope = NewDisposeScope();
        using var noise = new TrainingNoise(new(), CPU);
        using var random = new Generator(3);
        var (x, e) = (randn([3, 2, 4, 4], generator: random), randn([3, 2, 4, 4], generator: random));
        using var walk = new SchedulerConfig().Create(SchedulerKind.Ddpm, 1000);

        var noisy = noise.AddNoise(x, e, tensor(s_timesteps));

        foreach (var (row, timestep) in s_timesteps.Index())
        {
            var index = walk.Timesteps.ToList().IndexOf(timestep);
            var expected = walk.AddNoise(x[row], e[row], index);
            Assert.Equal(0, (noisy[row] - expected).abs().max().ToDouble(), 1e-5);
        }
    }

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.V)]
    [InlineData(PredictionType.Sample)]
    public void Target_LeadsAWalkBackToTheSample(PredictionType type)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var config = new SchedulerConfig { PredictionType = type };
        using var noise = new TrainingNoise(config, CPU);
        using var walk = config.Create(SchedulerKind.Ddim, 1000);
        var (x, e) = (randn([1, 2, 4, 4], generator: random), randn([1, 2, 4, 4], generator: random));
        var timestep = (long)walk.Timesteps[500];
        var at = tensor(new[] { timestep });

        var original = walk.PredictOriginal(noise.Target(x, e, at), 500, noise.AddNoise(x, e, at));

        Assert.Equal(0, (original - x).abs().max().ToDouble(), 1e-4);
    }

    [Fact]
    public void MinSnrWeights_AreThePapers()
    {
        using var scope = NewDisposeScope();
        using var epsilon = new TrainingNoise(new(), CPU);
        using var velocity = new TrainingNoise(new() { PredictionType = PredictionType.V }, CPU);
        var at = tensor(s_timesteps);
        float[] alphas = [.. Enumerable.Range(0, 1000).Select(i => 0.00085 is var from && Math.Sqrt(from) is var a
            ? Math.Pow(a + ((Math.Sqrt(0.012) - a) * i / 999), 2) : 0).Select(beta => (float)(1 - beta))];
        double Kept(long t) => alphas.Take((int)t + 1).Aggregate(1.0, (product, alpha) => product * alpha);

        foreach (var (row, timestep) in s_timesteps.Index())
        {
            var snr = Kept(timestep) / (1 - Kept(timestep));
            Assert.Equal(Math.Min(snr, 5) / snr, epsilon.MinSnrWeights(at, 5)[row].ToDouble(), 1e-3);
            Assert.Equal(Math.Min(snr, 5) / (snr + 1), velocity.MinSnrWeights(at, 5)[row].ToDouble(), 1e-3);
        }
    }
}
