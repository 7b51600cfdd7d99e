namespace Atelier.Art.Imagine;

/// <summary>The latent space of a StyleGAN2.</summary>
public enum LatentSpace
{
    /// <summary>One intermediate latent for all layers.</summary>
    W,

    /// <summary>An intermediate latent for each layer.</summary>
    WPlus,

    /// <summary>The noise before the mapping network.</summary>
    Z,
}

/// <summary>What the latent of a generator is made of. A null means the generator's own value; each option is for some generators only.
/// </summary>
public sealed record LatentOptions
{
    /// <summary>The latent space of a StyleGAN2.</summary>
    public LatentSpace? Space { get; init; }

    /// <summary>The truncation of a GAN's noise, above 0 to 1: less is more usual and less various.</summary>
    public double? Truncation { get; init; }

    /// <summary>The class that a GAN with classes begins with, from 0.</summary>
    public int? Class { get; init; }

    /// <summary>Number of curves or strokes.</summary>
    public int? Shapes { get; init; }

    /// <summary>Cells of pixel art along the longer side.</summary>
    public int? Cells { get; init; }

    /// <summary>Passes each value with its range to a check.</summary>
    internal void Validate(Action<double, double?, double, string> between, Action<double, double?, double, string> above)
    {
        above(0, Truncation, 1, nameof(Truncation));
        between(0, Class, 1_000_000, nameof(Class));
        between(1, Shapes, 5000, nameof(Shapes));
        between(2, Cells, 512, nameof(Cells));
    }
}
