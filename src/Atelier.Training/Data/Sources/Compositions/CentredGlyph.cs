using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Draws one drawing in the middle of a white picture, sometimes mirrored. Pictograms have the colours of their things.</summary>
internal static class CentredGlyph
{
    /// <summary>The picture, size × size.</summary>
    public static Picture Draw(SplitMix64 random, GlyphSet set, Glyph drawing, int size)
    {
        var picture = Picture.Blank(size, size, Colour.White);
        GlyphPainter.Draw(picture.Pixels, size, set.Pixels(drawing), new(
            size / 2f, size / 2f, random.Next(0.75f, 1f) * size, Angle: 0, random.Bernoulli(0.3f) && GlyphWords.CanBeMirrored(drawing),
            TintOf(drawing), drawing.IsMono));
        return picture;
    }

    /// <summary>Whether a drawing has colours: its own, or that of a pictogram's thing.</summary>
    public static bool HasColour(Glyph drawing) => !drawing.IsMono || TintOf(drawing) is not null;

    /// <summary>The colour of a pictogram's thing; null for other drawings, and where it is not known.</summary>
    public static (byte R, byte G, byte B)? TintOf(Glyph drawing) =>
        drawing.IsPictogram && PictogramColours.Of(drawing.Concept) is { } colour ? (colour.Red, colour.Green, colour.Blue) : null;
}
