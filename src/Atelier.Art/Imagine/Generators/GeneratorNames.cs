namespace Atelier.Art.Imagine.Generators;

/// <summary>The names of Atelier's own generators without a network. Unlike <see cref="GeneratorRegistry"/>, reading them does not load
/// libtorch, so that help is shown at once.</summary>
public static class GeneratorNames
{
    /// <summary>Pixels in decorrelated colours.</summary>
    public const string Pixels = "pixels";

    /// <summary>Fourier coefficients.</summary>
    public const string Fourier = "fourier";

    /// <summary>A grid of few colours.</summary>
    public const string PixelArt = "pixel-art";

    /// <summary>Bézier curves.</summary>
    public const string Curves = "curves";

    /// <summary>Strokes of a brush.</summary>
    public const string Strokes = "strokes";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pixels, Fourier, PixelArt, Curves, Strokes];
}
