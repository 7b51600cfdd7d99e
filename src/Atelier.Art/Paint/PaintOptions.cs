using Atelier.Core;

namespace Atelier.Art.Paint;

/// <summary>How a picture is painted.</summary>
public sealed record PaintOptions
{
    /// <summary>Name of the style.</summary>
    public string Style { get; init; } = "oil";

    /// <summary>The most strokes there may be; 0 for as many as help.</summary>
    public int Strokes { get; init; }

    /// <summary>Levels more (or fewer) than the picture's size asks for.</summary>
    public int Detail { get; init; }

    /// <summary>The longer side at which strokes are found: a larger picture is looked at from so far away, and the strokes are then
    /// painted at its own size. 0 for the picture's own.</summary>
    public int WorkSize { get; init; } = 1024;

    /// <summary>The most colours there may be; 0 for any.</summary>
    public int Palette { get; init; }

    /// <summary>The painter, by name or path.</summary>
    public string Model { get; init; } = "painter";

    /// <summary>A folder of own brushes instead of the style's; null for those.</summary>
    public string? Brushes { get; init; }

    /// <summary>Steps by which each level's strokes are refined before they are painted.</summary>
    public int Refine { get; init; }

    /// <summary>Strokes may turn along the picture's forms.</summary>
    public bool FollowForms { get; init; } = true;

    /// <summary>Seed of the brushes' chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Arithmetic of the painter.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>A stroke is painted when it lessens the squared error by this much per pixel it covers.</summary>
    public double Worth { get; init; } = 0.0006;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UserException">Something is out of range.</exception>
    public void Validate()
    {
        PaintStyle.Named(Style);
        Check(Strokes is >= 0 and <= 1_000_000, "--strokes is 0 (any number) to 1000000");
        Check(Detail is >= -6 and <= 2, "--detail is -6 to 2");
        Check(WorkSize is 0 or (>= 32 and <= 16384), "--work-size is 32 to 16384, or 0 for the picture's own");
        Check(Palette is 0 or (>= 2 and <= 256), "--palette is 2 to 256, or 0 for any colour");
        Check(Refine is >= 0 and <= 1000, "--refine is 0 to 1000");
        Check(Worth is >= 0 and <= 1, "--worth is 0 to 1");
    }

    private static void Check(bool fine, string rule)
    {
        if (!fine)
        {
            throw new UserException(rule + ".");
        }
    }
}
