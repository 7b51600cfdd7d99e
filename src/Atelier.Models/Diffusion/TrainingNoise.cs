using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion;

/// <summary>Noise and targets of training, each sample at a timestep of its own (Ho et al., "Denoising Diffusion Probabilistic Models",
/// 2020); <c>add_noise</c>, <c>get_velocity</c> and <c>compute_snr</c> of diffusers. b batch, t training timesteps.</summary>
public sealed class TrainingNoise : IDisposable
{
    private readonly PredictionType _prediction;
    private readonly Tensor _alphas; // [t]
    private readonly Tensor _sigmas; // [t]

    /// <summary>The tables of a configuration.</summary>
    public TrainingNoise(SchedulerConfig config, Device device)
    {
        using var scope = NewDisposeScope();
        double[] cumprod = new NoiseSchedule(config).AlphasCumprod;
        (_prediction, Timesteps) = (config.PredictionType, cumprod.Length);
        _alphas = Table(Math.Sqrt);
        _sigmas = Table(alpha => Math.Sqrt(1 - alpha));

        Tensor Table(Func<double, double> of) =>
            tensor((float[])[.. cumprod.Select(alpha => (float)of(alpha))]).to(device).DetachFromDisposeScope();
    }

    /// <summary>t.</summary>
    public int Timesteps { get; }

    /// <summary>Clean samples [b, c, h, w] as noisy as they are at timesteps i64 [b].</summary>
    public Tensor AddNoise(Tensor original, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((original * At(_alphas, timesteps)) + (noise * At(_sigmas, timesteps)));
    }

    /// <summary>What the network is to answer, [b, c, h, w]: the noise, the velocity, or the clean sample.</summary>
    public Tensor Target(Tensor original, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_prediction switch
        {
            PredictionType.Epsilon => noise.alias(),
            PredictionType.V => (noise * At(_alphas, timesteps)) - (original * At(_sigmas, timesteps)),
            _ => original.alias(),
        });
    }

    /// <summary>Weights [b] of the squared error: min-SNR-gamma of Hang et al., "Efficient Diffusion Training via Min-SNR Weighting
    /// Strategy", 2023.</summary>
    /// <param name="timesteps">i64 [b].</param>
    /// <param name="gamma">Where the signal-to-noise ratio is cut; the paper has 5.</param>
    public Tensor MinSnrWeights(Tensor timesteps, double gamma)
    {
        using var scope = NewDisposeScope();
        var snr = (_alphas / _sigmas).square().index_select(0, timesteps);
        var cut = snr.clamp(max: gamma);
        return scope.MoveToOuter(_prediction switch
        {
            PredictionType.Epsilon => cut / snr,
            PredictionType.V => cut / (snr + 1),
            _ => cut,
        });
    }

    /// <summary>Releases the tables.</summary>
    public void Dispose()
    {
        _alphas.Dispose();
        _sigmas.Dispose();
    }

    private static Tensor At(Tensor table, Tensor timesteps) => table.index_select(0, timesteps).reshape(-1, 1, 1, 1);
}
