using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Brushes;

/// <summary>A style's marks as one picture, for programs that draw strokes themselves.</summary>
public static class BrushAtlas
{
    /// <summary>Columns.</summary>
    public const int Width = 256;

    /// <summary>Rows of each mark.</summary>
    public const int MarkHeight = 128;

    /// <summary>The marks one under the other, with the stroke along the rows: red is the coverage, green the paint's thickness, of which
    /// 128 is the mean.</summary>
    public static Picture Draw(PaintStyle style)
    {
        var atlas = Picture.Blank(Width, PaintStyle.MarkCount * MarkHeight, new(0, 0, 0));
        for (var i = 0; i < PaintStyle.MarkCount; i++)
        {
            var mark = style.MarkAt(i);
            var pixels = new byte[mark.Width * mark.Height * 3];
            for (var at = 0; at < mark.Cover.Length; at++)
            {
                (pixels[at * 3], pixels[(at * 3) + 1]) = (Byte(mark.Cover[at]), Byte(mark.Relief[at]));
            }

            atlas.Paste(new Picture(mark.Width, mark.Height, 3, pixels).Resize(Width, MarkHeight), 0, i * MarkHeight);
        }

        return atlas;
    }

    private static byte Byte(float value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
}
