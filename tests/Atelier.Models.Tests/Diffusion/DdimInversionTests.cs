using Atelier.Models.Diffusion;
using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Tests.Diffusion;

public sealed class DdimInversionTests
{
    private const int Steps = 10;

    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.V)]
    [InlineData(PredictionType.Sample)]
    public void Walk_Downwards_IsThatOfTheScheduler(PredictionType type)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var config = new SchedulerConfig { PredictionType = type };
        using var scheduler = config.Create(SchedulerKind.Ddim, Steps);
        var x = randn([1, 2, 4, 4], dtype: ScalarType.Float64, generator: random);

        var walked = new DdimInversion(config).Walk(Predict, x, scheduler.Timesteps.Select(timestep => (int)timestep));

        for (var i = 0; i + 1 < scheduler.Timesteps.Count; i++)
        {
            x = scheduler.Step(Predict(x, scheduler.Timesteps[i]), i, x, () => throw new InvalidOperationException());
        }

        Assert.Equal(0, (walked - x).abs().max().ToDouble(), 1e-9);

        static Tensor Predict(Tensor input, double timestep) => (input * 0.7).tanh() + (timestep / 5000);
    }

    // for normal data of deviation s the best answer is known: noise = sigma x / (alpha² s² + sigma²)
    [Fact]
    public void Walk_UpAndDown_ComesBack_AndTheTopIsAsWideAsNoise()
    {
        const double s = 0.4;
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        var config = new SchedulerConfig();
        var alphas = new NoiseSchedule(config).AlphasCumprod;
        var x = randn([1, 3, 32, 32], dtype: ScalarType.Float64, generator: random) * s;
        var ddim = new DdimInversion(config);
        var timesteps = ddim.Timesteps(1, 200);

        var noise = ddim.Walk(Predict, x, timesteps);
        var back = ddim.Walk(Predict, noise, timesteps.Reverse());

        Assert.Equal((0, 999, 201), (timesteps[0], timesteps[^1], timesteps.Count));
        Assert.InRange(noise.std().ToDouble(), 0.97, 1.03);
        Assert.InRange((back - x).abs().max().ToDouble(), 0, 0.05 * x.abs().max().ToDouble());

        Tensor Predict(Tensor input, double timestep)
        {
            var a = alphas[(int)timestep];
            return input * (Math.Sqrt(1 - a) / ((a * s * s) + (1 - a)));
        }
    }

    [Fact]
    public void Gradients_ReachTheAnswers()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(0.5, requires_grad: true);
        var ddim = new DdimInversion(new());

        ddim.Walk((input, _) => input * weight, ones([1, 1, 2, 2]), ddim.Timesteps(0.5, 4).Reverse()).sum().backward();

        Assert.NotEqual(0, weight.grad!.ToDouble());
    }
}
