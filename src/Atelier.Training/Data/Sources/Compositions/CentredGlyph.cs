using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Draws one drawing in the middle of a white picture, sometimes mirrored.</summary>
internal static class CentredGlyph
{
    /// <summary>The picture, size × size.</summary>
    public static Picture Draw(SplitMix64 random, GlyphSet set, Glyph drawing, int size)
    {
        var picture = Picture.Blank(size, size, Colour.White);
        GlyphPainter.Draw(picture.Pixels, size, set.Pixels(drawing), new(
            size / 2f, size / 2f, random.Next(0.75f, 1f) * size, Angle: 0, random.Bernoulli(0.3f) && GlyphWords.CanBeMirrored(drawing),
            Tint: null, drawing.IsMono));
        return picture;
    }
}
