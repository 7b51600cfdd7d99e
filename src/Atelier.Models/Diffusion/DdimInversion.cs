using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion;

/// <summary>The deterministic walk of DDIM (Song et al., "Denoising Diffusion Implicit Models", 2020, equation 13) in either direction:
/// from noise to a sample, and from a sample to the noise that it comes from, as DiffusionCLIP needs it (Kim, Kwon and Ye, 2022). Gradients
/// reach the network's answers. b batch.</summary>
public sealed class DdimInversion
{
    private readonly PredictionType _prediction;
    private readonly double[] _alphas; // alphas_cumprod

    /// <summary>A walk with the noise that a model was trained on.</summary>
    public DdimInversion(SchedulerConfig config) =>
        (_prediction, _alphas) = (config.PredictionType, new NoiseSchedule(config).AlphasCumprod);

    /// <summary>Timesteps at equal distances from 0, where a sample is clean, to a share of those of training.</summary>
    /// <param name="strength">The share, above 0 to 1.</param>
    /// <param name="steps">How many moves.</param>
    public IReadOnlyList<int> Timesteps(double strength, int steps) =>
        [.. NoiseSchedule.Linspace(0, strength * (_alphas.Length - 1), steps + 1).Select(timestep => (int)Math.Round(timestep))];

    /// <summary>Moves a sample along timesteps.</summary>
    /// <param name="predict">The network's answer to a sample at a timestep.</param>
    /// <param name="sample">The sample at the first of them, [b, z, h, w].</param>
    /// <param name="timesteps">Upwards to noise, downwards to a clean sample.</param>
    /// <returns>The sample at the last of them, [b, z, h, w].</returns>
    public Tensor Walk(Func<Tensor, double, Tensor> predict, Tensor sample, IEnumerable<int> timesteps)
    {
        using var scope = NewDisposeScope();
        int[] all = [.. timesteps];
        return scope.MoveToOuter(all.Zip(all.Skip(1))
            .Aggregate(sample.alias(), (x, move) => Move(predict(x, move.First), x, move.First, move.Second)));
    }

    private Tensor Move(Tensor output, Tensor sample, int from, int to)
    {
        using var scope = NewDisposeScope();
        var (alpha, sigma) = (Math.Sqrt(_alphas[from]), Math.Sqrt(1 - _alphas[from]));
        var original = _prediction switch
        {
            PredictionType.Epsilon => (sample - (output * sigma)) / alpha,
            PredictionType.V => (sample * alpha) - (output * sigma),
            _ => output.alias(),
        };
        var noise = (sample - (original * alpha)) / sigma;
        return scope.MoveToOuter((original * Math.Sqrt(_alphas[to])) + (noise * Math.Sqrt(1 - _alphas[to])));
    }
}
