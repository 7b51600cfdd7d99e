using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Film;

/// <summary>Draws a paint brush: its tip on the stroke, its handle to the lower right.</summary>
internal static class BrushCursor
{
    /// <summary>Draws the brush into a picture (RGB).</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="stroke">The stroke being painted.</param>
    /// <param name="progress">The painted fraction of the stroke's length, 0 to 1.</param>
    public static void Draw(Picture picture, in Stroke stroke, float progress)
    {
        var unit = Math.Max(picture.Width, picture.Height);
        var (sin, cos) = MathF.SinCos(stroke.Angle * MathF.PI);
        var along = (progress - 0.5f) * stroke.Length;
        var (x, y) = ((stroke.X + (along * cos)) * unit, (stroke.Y + (along * sin)) * unit);
        var thick = unit / 90f;
        var length = unit / 4.5f;
        var (dx, dy) = (0.62f, 0.78f); // down the handle
        var reach = (int)length + 2;
        for (var py = Math.Max(0, (int)y - 4); py < Math.Min(picture.Height, (int)y + reach); py++)
        {
            for (var px = Math.Max(0, (int)x - reach / 4); px < Math.Min(picture.Width, (int)x + reach); px++)
            {
                var (u, v) = (((px - x) * dx) + ((py - y) * dy), ((py - y) * dx) - ((px - x) * dy));
                var (width, colour) = (u / length) switch
                {
                    < 0 or > 1 => (-1f, default(Colour)),
                    < 0.14f => (
                        thick * (0.25f + (0.75f * (u / length / 0.14f))),
                        new Colour((byte)(stroke.Red * 255), (byte)(stroke.Green * 255), (byte)(stroke.Blue * 255))),
                    < 0.26f => (thick, new Colour(200, 196, 188)),
                    _ => (thick * (1 - (0.55f * ((u / length) - 0.26f) / 0.74f)), new Colour(124, 62, 30)),
                };
                var cover = Math.Clamp(width - Math.Abs(v) + 0.5f, 0, 1);
                var at = ((py * picture.Width) + px) * 3;
                for (var c = 0; c < 3 && cover > 0; c++)
                {
                    var ink = c == 0 ? colour.Red : c == 1 ? colour.Green : colour.Blue;
                    picture.Pixels[at + c] = (byte)(picture.Pixels[at + c] + ((ink - picture.Pixels[at + c]) * cover));
                }
            }
        }
    }
}
