namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Methods on samples of variance 1, x = alpha x0 + sigma noise, that integrate over lambda = log(alpha / sigma): half the
/// logarithm of the signal-to-noise ratio (Lu et al., "DPM-Solver", 2022). Their sigmas are noise per unit of signal, as those of
/// <see cref="SigmaScheduler"/>.</summary>
internal abstract class LogSnrScheduler : Scheduler
{
    private readonly double[] _timesteps;
    private readonly double[] _sigmas;

    protected LogSnrScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        var training = Schedule.TrainingSigmas();
        if (config.KarrasSigmas)
        {
            _sigmas = NoiseSchedule.Karras(training[^1], training[0], steps);
            _timesteps = [.. _sigmas.Select(sigma => Math.Round(NoiseSchedule.TimestepOf(sigma, training)))];
        }
        else
        {
            _timesteps = [.. Spread().Select(timestep => Math.Round(timestep))];
            _sigmas = [.. _timesteps.Select(timestep => NoiseSchedule.Interpolate(training, timestep))];
        }

        _sigmas = [.. _sigmas, 0];
    }

    public override IReadOnlyList<double> Timesteps => _timesteps;

    public override IReadOnlyList<double> Sigmas => _sigmas;

    public override Tensor AddNoise(Tensor original, Tensor noise, int index)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((original * Alpha(index)) + (noise * Sigma(index)));
    }

    public override (double Alpha, double Sigma) Shares(int index) => (Alpha(index), Sigma(index));

    /// <summary>The share of the signal.</summary>
    protected double Alpha(int index) => 1 / Math.Sqrt((_sigmas[index] * _sigmas[index]) + 1);

    /// <summary>The share of the noise.</summary>
    protected double Sigma(int index) => _sigmas[index] * Alpha(index);

    /// <summary>log(alpha / sigma); infinite at the end.</summary>
    protected double Lambda(int index) => -Math.Log(_sigmas[index]);

    // diffusers leaves out the last of one more, which is clean (linspace) or has the offset's noise (leading)
    private double[] Spread() => (Config.TimestepSpacing ?? TimestepSpacing.Linspace) switch
    {
        TimestepSpacing.Trailing => Schedule.Spread(TimestepSpacing.Trailing, Steps),
        var spacing => Schedule.Spread(spacing, Steps + 1)[..^1],
    };
}
