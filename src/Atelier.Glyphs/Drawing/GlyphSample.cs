namespace Atelier.Glyphs.Drawing;

/// <summary>A rendered picture with its caption and labels.</summary>
/// <param name="Pixels">RGB, size × size × 3.</param>
/// <param name="Caption">The caption.</param>
/// <param name="HardNegative">A caption that is wrong in one thing: style, colour, background or object.</param>
/// <param name="Glyph">The drawing, or the first of two.</param>
/// <param name="Second">The second drawing of a scene.</param>
/// <param name="Colour">The colour it was tinted with, or null.</param>
/// <param name="Background">The name of the background's colour, or null if it has no name.</param>
public sealed record GlyphSample(
    byte[] Pixels, string Caption, string HardNegative, Glyph Glyph, Glyph? Second, string? Colour, string? Background)
{
    /// <summary>The number of the picture; samples with the same number have the same pixels.</summary>
    public long Picture { get; init; }

    /// <summary>What the caption claims, one string each. The caption is true of a picture of which all of them hold.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Whether a claim holds of the picture.</summary>
    public Func<string, bool> Holds { get; init; } = _ => false;
}
