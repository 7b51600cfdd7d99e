namespace Atelier.Models.Gan.StyleGan2;

/// <summary>Where the noise of a StyleGAN2's layers comes from.</summary>
public enum NoiseMode
{
    /// <summary>From the weights: the same for each picture.</summary>
    Constant,

    /// <summary>There is none.</summary>
    None,

    /// <summary>Drawn anew each time.</summary>
    Random,
}

/// <summary>The noise of a StyleGAN2's layers.</summary>
/// <param name="Mode">Where it comes from.</param>
/// <param name="Random">Draws it, on the network's device; libtorch's own generator by default.</param>
public readonly record struct NoiseSource(NoiseMode Mode = NoiseMode.Constant, Generator? Random = null)
{
    /// <summary>Noise for a map.</summary>
    /// <param name="x">The map, [b, c, h, w].</param>
    /// <param name="constant">The layer's own noise, [h, w].</param>
    /// <returns>[h, w] or [b, 1, h, w]; null for none.</returns>
    internal Tensor? For(Tensor x, Tensor constant) => Mode switch
    {
        NoiseMode.Constant => constant,
        NoiseMode.Random => randn([x.size(0), 1, x.size(2), x.size(3)], device: x.device, generator: Random),
        _ => null,
    };
}
