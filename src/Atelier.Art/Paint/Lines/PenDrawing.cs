using System.Numerics;
using Atelier.Art.Paint.Strokes;
using Atelier.Art.Paint.Tone;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Lines;

/// <summary>A picture drawn with a pen: its contours, then its shadows by hatching. Each pull of the pen is a stroke.</summary>
internal static class PenDrawing
{
    private const int Side = 512; // longer side in pixels at which it is drawn: a pen has one size, whatever the picture's
    private const float Margin = 0.022f;
    private static readonly Vector3 s_ink = new(0.11f, 0.10f, 0.13f); // transmittance

    /// <summary>The lines as strokes, the most important ones first.</summary>
    /// <param name="picture">RGB.</param>
    /// <param name="level">The level of the strokes.</param>
    /// <param name="detail">Levels of detail more or less than usual.</param>
    /// <param name="random">Of the hand.</param>
    public static IEnumerable<Stroke> Draw(Picture picture, int level, int detail, Random random)
    {
        var small = picture.Resize(Math.Clamp((int)(Side * Math.Pow(2, detail / 2.0)), 64, 1024));
        var unit = 1f / Math.Max(small.Width, small.Height);
        var vignette = new Vignette(small.Width, small.Height, Margin);
        foreach (var (points, strength) in new Contours(new EdgeMap(small)).Lines())
        {
            for (var i = 1; i < points.Count; i++)
            {
                var middle = (points[i - 1] + points[i]) / 2;
                if (vignette.At((int)middle.X, (int)middle.Y) < 0.5f)
                {
                    continue;
                }

                var along = (i - 0.5f) / (points.Count - 1); // a line swells in its middle
                var thickness = (0.9f + (0.5f * Math.Min(strength, 2.5f))) * (0.65f + (0.5f * MathF.Sin(MathF.PI * along)));
                yield return Pull(points[i - 1], points[i], 1.2f, thickness, 2 + random.Next(2));
            }
        }

        foreach (var (from, to, layer) in new Hatching(small, vignette, random).Lines())
        {
            yield return Pull(from, to, 0, 1.15f + (0.12f * layer), 4 + random.Next(2));
        }

        Stroke Pull(Vector2 from, Vector2 to, float overlap, float thickness, int mark)
        {
            var (middle, way) = ((from + to) / 2, to - from);
            return new Stroke(
                (middle.X + 0.5f) * unit, (middle.Y + 0.5f) * unit, Math.Max(way.Length() + overlap, thickness) * unit, thickness * unit,
                MathF.Atan2(way.Y, way.X) / MathF.PI, s_ink.X, s_ink.Y, s_ink.Z, level, mark).Canonical();
        }
    }
}
