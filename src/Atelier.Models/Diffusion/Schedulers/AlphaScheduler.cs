namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Methods at whole training timesteps, on samples of variance 1: x = √a x0 + √(1 - a) noise, a being
/// <c>alphas_cumprod</c>.</summary>
internal abstract class AlphaScheduler(SchedulerConfig config, int steps) : Scheduler(config, steps)
{
    public override IReadOnlyList<double> Timesteps => Asked;

    protected virtual double[] Asked => field ??= Spread();

    /// <summary>Training timesteps between two steps.</summary>
    protected int Stride => Config.TrainTimesteps / Steps;

    public override Tensor AddNoise(Tensor original, Tensor noise, int index)
    {
        using var scope = NewDisposeScope();
        var (alpha, sigma) = Shares(index);
        return scope.MoveToOuter((original * alpha) + (noise * sigma));
    }

    public override (double Alpha, double Sigma) Shares(int index)
    {
        var a = Schedule.AlphaCumprod(Timesteps[index]);
        return (Math.Sqrt(a), Math.Sqrt(1 - a));
    }

    protected double[] Spread() =>
        [.. Schedule.Spread(Config.TimestepSpacing ?? TimestepSpacing.Leading, Steps).Select(timestep => Math.Round(timestep))];
}
