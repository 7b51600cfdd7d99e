using Atelier.Core;

namespace Atelier.Art.Paint;

/// <summary>Options of painting.</summary>
public sealed record PaintOptions
{
    /// <summary>Name of the style.</summary>
    public string Style { get; init; } = "oil";

    /// <summary>The largest number of strokes; 0 for no limit.</summary>
    public int Strokes { get; init; }

    /// <summary>Levels beyond those that the picture's size implies; negative for fewer.</summary>
    public int Detail { get; init; }

    /// <summary>The longer side in pixels at which strokes are found; those of a larger picture are then painted at its own size. 0 for no
    /// limit.</summary>
    public int WorkSize { get; init; } = 1024;

    /// <summary>The largest number of colours; 0 for the style's own, which is no limit in most.</summary>
    public int Palette { get; init; }

    /// <summary>The painter network, by name or path.</summary>
    public string Model { get; init; } = "painter";

    /// <summary>A folder of brush pictures; null for the style's brushes.</summary>
    public string? Brushes { get; init; }

    /// <summary>Optimisation steps that refine each level's strokes before they are painted.</summary>
    public int Refine { get; init; }

    /// <summary>Whether strokes may turn along the picture's edges.</summary>
    public bool FollowEdges { get; init; } = true;

    /// <summary>Seed of the brush marks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Precision of the network.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>The smallest reduction of the squared error, per pixel covered, for which a stroke is painted.</summary>
    public double MinimumGain { get; init; } = 0.0006;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="OptionException">Something is out of range.</exception>
    public void Validate()
    {
        PaintStyle.FromName(Style);
        Check(Strokes is >= 0 and <= 1_000_000, nameof(Strokes), "0 (any number) to 1000000");
        Check(Detail is >= -6 and <= 2, nameof(Detail), "-6 to 2");
        Check(WorkSize is 0 or (>= 32 and <= 16384), nameof(WorkSize), "32 to 16384, or 0 for the picture's own");
        Check(Palette is 0 or (>= 2 and <= 256), nameof(Palette), "2 to 256, or 0 for any colour");
        Check(Refine is >= 0 and <= 1000, nameof(Refine), "0 to 1000");
        Check(MinimumGain is >= 0 and <= 1, nameof(MinimumGain), "0 to 1");
    }

    private static void Check(bool isValid, string option, string range)
    {
        if (!isValid)
        {
            throw new OptionException($"{option} is {range}.", option);
        }
    }
}
