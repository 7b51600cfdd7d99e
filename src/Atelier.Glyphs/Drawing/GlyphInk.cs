using Atelier.Core;
using Atelier.Glyphs.Words;
using Atelier.Imaging;

namespace Atelier.Glyphs.Drawing;

/// <summary>The colour a glyph is drawn in.</summary>
/// <param name="Name">Its name, or null as the glyph was drawn.</param>
/// <param name="Colour">The colour itself, or null as the glyph was drawn.</param>
/// <param name="IsOwn">The name is part of what the glyph is called.</param>
internal readonly record struct GlyphInk(string? Name, (byte R, byte G, byte B)? Colour, bool IsOwn)
{
    /// <summary>As drawn; icons white on what is dark.</summary>
    public static GlyphInk Plain(Glyph glyph, GlyphBackground background) =>
        glyph.IsMono && GlyphWords.OwnColour(glyph.Concept) is { } own ? new(own.Name, (own.R, own.G, own.B), true)
        : glyph.IsMono && background.IsDark ? new(null, (255, 255, 255), false)
        : default;

    /// <summary>Now and then another colour: exactly it for icons, toned with it for others. Things called by a colour keep it.</summary>
    public static GlyphInk Choose(SplitMix64 random, Glyph glyph, GlyphBackground background)
    {
        var plain = Plain(glyph, background);
        if (plain.IsOwn || GlyphWords.NamesColour(glyph.Concept) || !random.Chance(glyph.IsMono ? 0.4f : 0.15f))
        {
            return plain;
        }

        var (name, r, g, b) = Palette.Colours[random.Below(Palette.Colours.Count)];
        return background.IsCloseTo(r, g, b) || (!glyph.IsMono && name is "black" or "white") ? plain : new(name, (r, g, b), false);
    }
}
