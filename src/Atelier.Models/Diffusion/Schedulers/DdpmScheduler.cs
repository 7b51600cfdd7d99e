namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>DDPM (Ho et al., "Denoising Diffusion Probabilistic Models", 2020): draws from the posterior, equations 6 and 7.</summary>
internal sealed class DdpmScheduler(SchedulerConfig config, int steps) : AlphaScheduler(config, steps)
{
    private const double LeastVariance = 1e-20;

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var a = Schedule.AlphaCumprod(Timesteps[index]);
        var before = index + 1 < Timesteps.Count ? Schedule.AlphaCumprod(Timesteps[index + 1]) : 1;
        var alpha = a / before;
        var mean = (PredictOriginal(output, index, sample) * (Math.Sqrt(before) * (1 - alpha) / (1 - a)))
            + (sample * (Math.Sqrt(alpha) * (1 - before) / (1 - a)));
        if (Timesteps[index] <= 0)
        {
            return scope.MoveToOuter(mean);
        }

        var variance = Config.LargeVariance ? 1 - alpha : Math.Max((1 - before) / (1 - a) * (1 - alpha), LeastVariance);
        return scope.MoveToOuter(mean + (noise() * Math.Sqrt(variance)));
    }
}
