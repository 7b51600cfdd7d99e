using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Strokes;

namespace Atelier.Art.Paint.Rendering;

/// <summary>The pixels of a canvas that a stroke covers, and how much. u runs along the stroke, v across it, both in [-1, 1].</summary>
internal readonly struct StrokeFootprint
{
    private readonly Brush _brush;
    private readonly float _x;
    private readonly float _y;
    private readonly float _cos;
    private readonly float _sin;
    private readonly float _halfLength;
    private readonly float _halfThickness;
    private readonly float _from;
    private readonly float _to;

    public StrokeFootprint(in Stroke stroke, float unit, BrushSet brushes, float from, float to)
    {
        var canonical = stroke.Canonical();
        (_sin, _cos) = MathF.SinCos(canonical.Angle * MathF.PI);
        (_x, _y) = ((canonical.X * unit) - 0.5f, (canonical.Y * unit) - 0.5f); // in pixel centres
        (_halfLength, _halfThickness) = (Math.Max(canonical.Length * unit / 2, 0.6f), Math.Max(canonical.Thickness * unit / 2, 0.6f));
        (_from, _to) = ((from * 2) - 1, (to * 2) - 1);
        _brush = brushes.Pick(canonical.Mark, _halfLength * 2, _halfThickness * 2);
    }

    /// <summary>The first row it covers and the one after the last, within limits.</summary>
    public (int First, int Last) Rows(int top, int bottom)
    {
        var reach = MathF.Abs(_halfLength * _sin) + MathF.Abs(_halfThickness * _cos);
        return ((int)Math.Clamp(MathF.Ceiling(_y - reach), top, bottom), (int)Math.Clamp(MathF.Floor(_y + reach) + 1, top, bottom));
    }

    /// <summary>The first column of a row, and the one after the last.</summary>
    public (int Left, int Right) Columns(int y, int width)
    {
        var dy = y - _y;
        float left = -_x, right = width - 1 - _x;
        Limit(_cos / _halfLength, _sin * dy / _halfLength, _from, _to, ref left, ref right);
        Limit(-_sin / _halfThickness, _cos * dy / _halfThickness, -1, 1, ref left, ref right);
        return right < left ? (0, 0) : (Math.Max(0, (int)MathF.Ceiling(_x + left)), Math.Min(width, (int)MathF.Floor(_x + right) + 1));
    }

    /// <summary>The coverage of a pixel, and the paint's thickness.</summary>
    public float Cover(int x, int y, out float relief)
    {
        float dx = x - _x, dy = y - _y;
        var u = ((((_cos * dx) + (_sin * dy)) / _halfLength) + 1) * 0.5f * _brush.Width;
        var v = ((((_cos * dy) - (_sin * dx)) / _halfThickness) + 1) * 0.5f * _brush.Height;
        u = Math.Clamp(u - 0.5f, 0, _brush.Width - 1.001f);
        v = Math.Clamp(v - 0.5f, 0, _brush.Height - 1.001f);
        int column = (int)u, row = (int)v;
        var at = (row * _brush.Width) + column;
        float a = u - column, b = v - row;
        relief = Blend(_brush.Relief, at, _brush.Width, a, b);
        return Blend(_brush.Cover, at, _brush.Width, a, b);
    }

    private static float Blend(float[] values, int at, int stride, float a, float b)
    {
        var above = values[at] + ((values[at + 1] - values[at]) * a);
        var below = values[at + stride] + ((values[at + stride + 1] - values[at + stride]) * a);
        return above + ((below - above) * b);
    }

    // narrows left and right to where slope · dx + offset is in [low, high]
    private static void Limit(float slope, float offset, float low, float high, ref float left, ref float right)
    {
        if (MathF.Abs(slope) < 1e-9f)
        {
            if (offset < low || offset > high)
            {
                right = left - 1;
            }

            return;
        }

        float atLow = (low - offset) / slope, atHigh = (high - offset) / slope;
        left = Math.Max(left, Math.Min(atLow, atHigh));
        right = Math.Min(right, Math.Max(atLow, atHigh));
    }
}
