using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Rendering;

/// <summary>A canvas: colour and thickness of the paint at each pixel.</summary>
public sealed class Canvas
{
    private readonly Vector4[] _paint; // red, green, blue, thickness; rows from the top
    private readonly StrokeRenderer _renderer;

    /// <summary>A blank canvas.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="ground">Its colour.</param>
    /// <param name="brushes">The brushes of all strokes.</param>
    /// <param name="shade">How strongly the paint's thickness modulates its brightness.</param>
    public Canvas(int width, int height, Colour ground, BrushSet brushes, float shade)
    {
        (Width, Height) = (width, height);
        _paint = new Vector4[(long)width * height];
        Array.Fill(_paint, new(ground.Red / 255f, ground.Green / 255f, ground.Blue / 255f, 0));
        _renderer = new(_paint, width, height, brushes, shade);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Colour and thickness, row by row from the top.</summary>
    public ReadOnlySpan<Vector4> Paint => _paint;

    /// <summary>Paints a stroke, or the part of it between two fractions of its length.</summary>
    public void Draw(in Stroke stroke, float from = 0, float to = 1) => _renderer.Render(stroke, from, to, 0, Height);

    /// <summary>Paints many strokes in their order, bands of rows in parallel.</summary>
    public void DrawAll(IReadOnlyList<Stroke> strokes) => _renderer.RenderAll(strokes);

    /// <summary>The effect that a stroke would have on the error, for any colour.</summary>
    /// <param name="stroke">The stroke; its colour is ignored.</param>
    /// <param name="target">The picture to be painted, pixel by pixel.</param>
    public StrokeEffect Evaluate(in Stroke stroke, ReadOnlySpan<Vector4> target)
    {
        var footprint = _renderer.Footprint(stroke);
        Vector4 under = default, residual = default, underSquare = default, cross = default;
        float weight = 0, area = 0;
        var (first, last) = footprint.Rows(0, Height);
        for (var y = first; y < last; y++)
        {
            var (left, right) = footprint.Columns(y, Width);
            for (var x = left; x < right; x++)
            {
                var cover = footprint.Cover(x, y, out _);
                var now = _paint[((long)y * Width) + x];
                var rest = target[(y * Width) + x] - now;
                var (once, twice) = (cover * now, cover * cover);
                weight += twice;
                area += cover;
                under += cover * once;
                underSquare += once * once;
                residual += cover * rest;
                cross += once * rest;
            }
        }

        return new(weight, area, under, residual, underSquare, cross);
    }

    /// <summary>The canvas as a picture, without light or texture.</summary>
    public Picture ToPicture()
    {
        var pixels = new byte[_paint.Length * 3];
        var white = new Vector4(255);
        for (int i = 0, at = 0; i < _paint.Length; i++, at += 3)
        {
            var c = Vector4.Clamp(_paint[i] * white, Vector4.Zero, white);
            (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(c.X + 0.5f), (byte)(c.Y + 0.5f), (byte)(c.Z + 0.5f));
        }

        return new(Width, Height, 3, pixels);
    }
}

/// <summary>Sums over a stroke's footprint that give the best colour, and the gain of any colour. With coverage c, canvas q and residual
/// r = target - q, a colour k changes the squared error by Σ c² (k - q)² - 2 c (k - q) r.</summary>
/// <param name="Weight">Σ c².</param>
/// <param name="Area">Σ c, in pixels.</param>
/// <param name="Under">Σ c² q.</param>
/// <param name="Residual">Σ c r.</param>
/// <param name="UnderSquare">Σ c² q².</param>
/// <param name="Cross">Σ c q r.</param>
public readonly record struct StrokeEffect(float Weight, float Area, Vector4 Under, Vector4 Residual, Vector4 UnderSquare, Vector4 Cross)
{
    /// <summary>The colour with the least squared error, clamped to [0, 1].</summary>
    public Vector4 Best => Weight > 0 ? Vector4.Clamp((Under + Residual) / Weight, Vector4.Zero, Vector4.One) : default;

    /// <summary>The reduction of the squared error by a colour, summed over pixels and channels.</summary>
    public double Gain(Vector4 colour)
    {
        var change = (colour * colour * Weight) - (2 * colour * (Under + Residual)) + UnderSquare + (2 * Cross);
        return -(change.X + change.Y + change.Z);
    }
}
