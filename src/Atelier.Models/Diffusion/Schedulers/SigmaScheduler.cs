namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Methods on samples x = x0 + sigma noise, after Karras et al., "Elucidating the Design Space of Diffusion-Based Generative
/// Models", 2022.</summary>
internal abstract class SigmaScheduler : Scheduler
{
    protected SigmaScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        var training = Schedule.TrainingSigmas();
        AskedTimesteps = Schedule.Spread(Spacing, steps);
        AskedSigmas = [.. AskedTimesteps.Select(timestep => NoiseSchedule.Interpolate(training, timestep))];
        if (config.KarrasSigmas)
        {
            AskedSigmas = NoiseSchedule.Karras(AskedSigmas[0], AskedSigmas[^1], steps);
            AskedTimesteps = [.. AskedSigmas.Select(sigma => NoiseSchedule.TimestepOf(sigma, training))];
        }

        AskedSigmas = [.. AskedSigmas, 0];
    }

    public override IReadOnlyList<double> Timesteps => AskedTimesteps;

    public override IReadOnlyList<double> Sigmas => AskedSigmas;

    public override double InitNoiseSigma =>
        Spacing == TimestepSpacing.Leading ? Math.Sqrt((AskedSigmas[0] * AskedSigmas[0]) + 1) : AskedSigmas[0];

    protected double[] AskedTimesteps { get; private protected set; }

    protected double[] AskedSigmas { get; private protected set; }

    private TimestepSpacing Spacing => Config.TimestepSpacing ?? TimestepSpacing.Linspace;

    public override Tensor ScaleModelInput(Tensor sample, int index) => sample * Alpha(AskedSigmas[index]);

    public override Tensor AddNoise(Tensor original, Tensor noise, int index)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(original + (noise * AskedSigmas[index]));
    }

    public override (double Alpha, double Sigma) Shares(int index) =>
        (Alpha(AskedSigmas[index]), AskedSigmas[index] * Alpha(AskedSigmas[index]));

    /// <summary>The direction of the ODE dx / dsigma, (x - x0) / sigma.</summary>
    protected Tensor Derivative(Tensor output, Tensor sample, double sigma)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((sample - Original(output, sample, sigma)) / sigma);
    }

    private Tensor Original(Tensor output, Tensor sample, double sigma)
    {
        using var scope = NewDisposeScope();
        var alpha = Alpha(sigma);
        return scope.MoveToOuter(Original(output, sample * alpha, alpha, sigma * alpha));
    }

    private static double Alpha(double sigma) => 1 / Math.Sqrt((sigma * sigma) + 1);
}
