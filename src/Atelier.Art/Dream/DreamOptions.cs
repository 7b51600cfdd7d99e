namespace Atelier.Art.Dream;

/// <summary>How a picture is dreamed on, named as in the authors' notebook.</summary>
public sealed record DreamOptions
{
    /// <summary>The layers to excite; empty for the network's default.</summary>
    public IReadOnlyList<DreamLayer> Layers { get; init; } = [];

    /// <summary>How many sizes, from small to large; those below the network's smallest picture are left out.</summary>
    public int Octaves { get; init; } = 4;

    /// <summary>How much larger each size is than the one before.</summary>
    public double OctaveScale { get; init; } = 1.4;

    /// <summary>Steps of gradient ascent at each size.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>The mean change of a pixel in a step, in 255ths.</summary>
    public double Step { get; init; } = 1.5;

    /// <summary>By how many pixels at most the picture is shifted, around its edges, in each step.</summary>
    public int Jitter { get; init; } = 32;

    /// <summary>The longer side in pixels; 0 for the picture's own.</summary>
    public int Size { get; init; } = 768;

    /// <summary>Seed of the shifts.</summary>
    public ulong Seed { get; init; }
}
