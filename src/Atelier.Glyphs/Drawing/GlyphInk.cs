using Atelier.Core;
using Atelier.Glyphs.Words;
using Atelier.Imaging;

namespace Atelier.Glyphs.Drawing;

/// <summary>The colour that a glyph is drawn in.</summary>
/// <param name="Name">Its name; null for the original colours.</param>
/// <param name="Colour">The colour itself; null for the original ones.</param>
/// <param name="IsOwn">Whether the concept contains the name.</param>
internal readonly record struct GlyphInk(string? Name, (byte R, byte G, byte B)? Colour, bool IsOwn)
{
    /// <summary>The original colours; white for icons on a dark background.</summary>
    public static GlyphInk Plain(Glyph glyph, GlyphBackground background) =>
        glyph.IsMono && GlyphWords.OwnColour(glyph.Concept) is { } own ? new(own.Name, (own.R, own.G, own.B), true)
        : glyph.IsMono && background.IsDark ? new(null, (255, 255, 255), false)
        : default;

    /// <summary>Sometimes another colour, as a solid colour for icons and as a tint for others. Concepts that contain a colour keep it.
    /// </summary>
    public static GlyphInk Random(SplitMix64 random, Glyph glyph, GlyphBackground background)
    {
        var plain = Plain(glyph, background);
        if (plain.IsOwn || GlyphWords.NamesColour(glyph.Concept) || !random.Bernoulli(glyph.IsMono ? 0.4f : 0.15f))
        {
            return plain;
        }

        var (name, r, g, b) = Palette.Colours[random.Below(Palette.Colours.Count)];
        return background.IsCloseTo(r, g, b) || (!glyph.IsMono && name is "black" or "white") ? plain : new(name, (r, g, b), false);
    }
}
