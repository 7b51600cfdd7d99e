using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Strokes;

namespace Atelier.Art.Paint.Rendering;

/// <summary>Renders strokes: lays the warped mark of a brush over the paint that is there.</summary>
/// <param name="paint">Red, green, blue, thickness of each pixel, row by row from the top; changed in place.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="brushes">The brushes of all strokes.</param>
/// <param name="shade">How strongly the paint's thickness modulates its brightness.</param>
/// <param name="medium">How strokes are laid over what is there.</param>
/// <param name="grain">Heights of the paper under dry paint; null for other media.</param>
internal sealed class StrokeRenderer(
    Vector4[] paint, int width, int height, BrushSet brushes, float shade, PaintMedium medium, float[]? grain)
{
    /// <summary>The pixels of a stroke, or of the part of it between two fractions of its length.</summary>
    public StrokeFootprint Footprint(in Stroke stroke, float from = 0, float to = 1) =>
        new(stroke, Math.Max(width, height), brushes, from, to);

    /// <summary>Renders a stroke's part between two fractions of its length, in the rows from <paramref name="top"/> to before
    /// <paramref name="bottom"/>.</summary>
    public void Render(in Stroke stroke, float from, float to, int top, int bottom)
    {
        var footprint = Footprint(stroke, from, to);
        var (first, last) = footprint.Rows(top, bottom);
        for (var y = first; y < last; y++)
        {
            var (left, right) = footprint.Columns(y, width);
            var row = (long)y * width;
            if (medium == PaintMedium.Glaze)
            {
                LayGlaze(footprint, y, left, right, Vector4.One - new Vector4(stroke.Red, stroke.Green, stroke.Blue, 1));
                continue;
            }

            for (var x = left; x < right; x++)
            {
                var cover = footprint.Cover(x, y, out var relief);
                if (grain is not null)
                {
                    cover = PaperGrain.Catch(cover, grain[row + x]);
                }

                var light = 1 + (shade * (relief - 0.5f));
                paint[row + x] = Vector4.Lerp(
                    paint[row + x], new(stroke.Red * light, stroke.Green * light, stroke.Blue * light, relief), cover);
            }
        }
    }

    private void LayGlaze(in StrokeFootprint footprint, int y, int left, int right, Vector4 absorptance)
    {
        var row = (long)y * width;
        for (var x = left; x < right; x++)
        {
            paint[row + x] *= Vector4.One - (footprint.Cover(x, y, out _) * absorptance);
        }
    }

    /// <summary>Renders many strokes in their order, bands of rows in parallel.</summary>
    public void RenderAll(IReadOnlyList<Stroke> strokes)
    {
        var bands = Math.Clamp(height / 64, 1, Environment.ProcessorCount);
        Parallel.For(0, bands, band =>
        {
            for (var i = 0; i < strokes.Count; i++)
            {
                Render(strokes[i], 0, 1, height * band / bands, height * (band + 1) / bands);
            }
        });
    }
}
