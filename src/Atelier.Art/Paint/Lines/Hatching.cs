using System.Numerics;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Art.Paint.Tone;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Lines;

/// <summary>Hatching: parallel lines where a picture is darker than a limit, crossed by others where it is darker still (Winkenbach and
/// Salesin, "Computer-generated pen-and-ink illustration", 1994). Lines are broken and not quite parallel, as by hand.</summary>
/// <param name="picture">RGB; its pixels are the unit of all lengths.</param>
/// <param name="vignette">The margin that stays bare.</param>
/// <param name="random">Of the hand.</param>
internal sealed class Hatching(Picture picture, Vignette vignette, Random random)
{
    private const float Shortest = 5;
    private const float Longest = 46;

    private readonly float[] _luma = BlurredLuma(picture);

    /// <summary>All lines, in pixels: from, to, and the layer, 0 for the first tone.</summary>
    public IEnumerable<(Vector2 From, Vector2 To, int Layer)> Lines()
    {
        var scale = ToneScale.Measure(picture);
        (float Limit, float Angle, float Gap)[] layers =
            [(scale.Light, -0.27f, 6), (scale.Half, -0.27f, 6), (scale.Dark, 0.19f, 5.2f)];
        return layers.SelectMany((layer, i) => Layer(layer.Limit, layer.Angle, layer.Gap, i == 1 ? 0.5f : 0).Select(
            line => (line.From, line.To, i)));
    }

    // angle in half turns, gap and shift between lines in pixels and gaps
    private IEnumerable<(Vector2 From, Vector2 To)> Layer(float limit, float angle, float gap, float shift)
    {
        var (sin, cos) = MathF.SinCos(angle * MathF.PI);
        var (along, across) = (new Vector2(cos, sin), new Vector2(-sin, cos));
        var centre = new Vector2(picture.Width, picture.Height) / 2;
        var reach = centre.Length();
        for (var offset = -reach + (shift * gap); offset < reach; offset += gap)
        {
            var (start, longest) = (float.NaN, 0f);
            var place = offset + (gap * 0.25f * (random.NextSingle() - 0.5f));
            for (var t = -reach; t < reach; t++)
            {
                var point = centre + (across * place) + (along * t);
                var isDark = IsDarker(point, limit + (0.05f * (random.NextSingle() - 0.5f)));
                if (isDark && float.IsNaN(start))
                {
                    (start, longest) = (t, Longest * (0.45f + (0.55f * random.NextSingle())));
                }
                else if (!float.IsNaN(start) && (!isDark || t - start > longest))
                {
                    if (t - start >= Shortest)
                    {
                        var lean = across * (2.2f * (random.NextSingle() - 0.5f));
                        yield return (centre + (across * place) + (along * start) - lean, point + lean);
                    }

                    start = float.NaN;
                    t += isDark ? 1 + (3 * random.NextSingle()) : 0; // the pen is lifted
                }
            }
        }
    }

    private bool IsDarker(Vector2 point, float limit)
    {
        var (x, y) = ((int)point.X, (int)point.Y);
        return point is { X: >= 0, Y: >= 0 } && x < picture.Width && y < picture.Height
            && _luma[(y * picture.Width) + x] < limit && vignette.At(x, y) > 0.5f;
    }

    private static float[] BlurredLuma(Picture picture) =>
        [.. BoxBlur.Apply([.. ToneScale.Lumas(picture).Select(luma => new Vector4(luma))], picture.Width, picture.Height, 2)
            .Select(pixel => pixel.X)];
}
