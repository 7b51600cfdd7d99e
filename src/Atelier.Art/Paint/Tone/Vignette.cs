using Atelier.Art.Paint.Brushes;

namespace Atelier.Art.Paint.Tone;

/// <summary>The margin of bare paper around a picture on paper: its inner edge is ragged, as a brush leaves it.</summary>
/// <param name="width">Columns of the picture.</param>
/// <param name="height">Rows.</param>
/// <param name="margin">Mean width of the margin, in units of the longer side.</param>
internal sealed class Vignette(int width, int height, float margin)
{
    private readonly ValueNoise _edge = new(91);
    private readonly float _longer = Math.Max(width, height);

    /// <summary>How much of the picture is left at a pixel: 0 on the margin, 1 within.</summary>
    public float At(int x, int y)
    {
        var inside = Math.Min(Math.Min(x, width - 1 - x), Math.Min(y, height - 1 - y)) / _longer;
        if (inside > 3 * margin)
        {
            return 1;
        }

        var ragged = margin * 2 * _edge.Fractal(x / _longer * 14, y / _longer * 14, 3);
        var t = Math.Clamp((inside - ragged) / (0.3f * margin), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
