namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>Multistep sampling of a latent consistency model (Luo et al., "Latent Consistency Models", 2023), algorithm 3.</summary>
internal sealed class LcmScheduler : AlphaScheduler
{
    private const double SigmaData = 0.5;
    private readonly double[] _asked;

    public LcmScheduler(SchedulerConfig config, int steps)
        : base(config, steps)
    {
        var original = config.OriginalInferenceSteps;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, original);
        _asked = [.. Enumerable.Range(0, steps).Select(i =>
            (double)(((original - (int)((double)i * original / steps)) * (config.TrainTimesteps / original)) - 1))];
    }

    protected override double[] Asked => _asked;

    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var scaled = Timesteps[index] * Config.TimestepScaling;
        var skip = SigmaData * SigmaData / ((scaled * scaled) + (SigmaData * SigmaData));                  // c_skip
        var denoised = (PredictOriginal(output, index, sample) * (scaled / Math.Sqrt((scaled * scaled) + (SigmaData * SigmaData))))
            + (sample * skip);
        if (index + 1 == Timesteps.Count)
        {
            return scope.MoveToOuter(denoised);
        }

        var a = Schedule.AlphaCumprod(Timesteps[index + 1]);
        return scope.MoveToOuter((denoised * Math.Sqrt(a)) + (noise() * Math.Sqrt(1 - a)));
    }
}
