namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>DDIM (Song et al., "Denoising Diffusion Implicit Models", 2020), equation 12.</summary>
internal sealed class DdimScheduler(SchedulerConfig config, int steps) : AlphaScheduler(config, steps)
{
    public override Tensor Step(Tensor output, int index, Tensor sample, Func<Tensor> noise)
    {
        using var scope = NewDisposeScope();
        var (a, before) = (Schedule.AlphaCumprod(Timesteps[index]), Schedule.AlphaCumprod(Timesteps[index] - Stride));
        var original = PredictOriginal(output, index, sample);
        var epsilon = Config.PredictionType switch
        {
            PredictionType.Epsilon => output,
            PredictionType.V => (output * Math.Sqrt(a)) + (sample * Math.Sqrt(1 - a)),
            _ => (sample - (original * Math.Sqrt(a))) / Math.Sqrt(1 - a),
        };
        var deviation = Config.Eta * Math.Sqrt((1 - before) / (1 - a) * (1 - (a / before)));
        var previous = (original * Math.Sqrt(before)) + (epsilon * Math.Sqrt(1 - before - (deviation * deviation)));
        return scope.MoveToOuter(Config.Eta > 0 ? previous + (noise() * deviation) : previous);
    }
}
