namespace Atelier.Glyphs.Drawing;

/// <summary>A picture with its caption, and what is known to be true of it.</summary>
/// <param name="Pixels">RGB, size × size × 3.</param>
/// <param name="Caption">The words.</param>
/// <param name="Wrong">The words with one thing in them untrue: the style, a colour, the ground, or what it shows.</param>
/// <param name="Glyph">What it shows (the first of two).</param>
/// <param name="Second">The second thing, in a scene of two.</param>
/// <param name="Colour">The colour it was given, or null as drawn.</param>
/// <param name="Background">The name of the background's colour, or null where it has none.</param>
public sealed record GlyphSample(
    byte[] Pixels, string Caption, string Wrong, Glyph Glyph, Glyph? Second, string? Colour, string? Background);
