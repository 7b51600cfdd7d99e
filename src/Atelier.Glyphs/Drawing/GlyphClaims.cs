using Atelier.Glyphs.Words;

namespace Atelier.Glyphs.Drawing;

/// <summary>What captions claim of pictures of one drawing, as strings: the terms of their phrase, and style, colour and ground with a
/// prefix.</summary>
internal static class GlyphClaims
{
    private const string Style = "style:", Colour = "colour:", Ground = "ground:";

    /// <summary>The claims of a caption besides its phrase.</summary>
    public static IEnumerable<string> Of(string? style, string? colour, GlyphBackground background)
    {
        if (style is not null)
        {
            yield return Style + style;
        }

        if (colour is not null)
        {
            yield return Colour + colour;
        }

        if (background.Words.Length > 0)
        {
            yield return Ground + background.Name;
        }
    }

    /// <summary>Whether a claim holds of a picture.</summary>
    /// <param name="terms">The words of all drawings.</param>
    /// <param name="drawing">The drawing.</param>
    /// <param name="picture">Its picture, whose style may be another.</param>
    public static Func<string, bool> Test(GlyphTerms terms, Glyph drawing, GlyphSample picture)
    {
        var isTinted = picture.Glyph.IsMono && picture.Colour is not null;
        HashSet<string> shown =
        [
            .. isTinted ? [] : GlyphStyle.Words(picture.Glyph.Style).Select(style => Style + style),
            .. picture.Glyph.IsMono ? (string[])[Style + "icon"] : [],
            Colour + picture.Colour, Ground + picture.Background,
        ];
        return claim => shown.Contains(claim) || terms.IsTrue(drawing, claim);
    }
}
