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
    private readonly float[]? _grain; // heights of the paper under dry paint
    private readonly StrokeRenderer _renderer;

    /// <summary>A blank canvas.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="ground">Its colour.</param>
    /// <param name="brushes">The brushes of all strokes.</param>
    /// <param name="shade">How strongly the paint's thickness modulates its brightness.</param>
    public Canvas(int width, int height, Colour ground, BrushSet brushes, float shade)
        : this(width, height, ground, brushes, shade, PaintMedium.Opaque)
    {
    }

    /// <summary>A blank canvas.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="ground">Its colour.</param>
    /// <param name="brushes">The brushes of all strokes.</param>
    /// <param name="shade">How strongly the paint's thickness modulates its brightness.</param>
    /// <param name="medium">How strokes are laid over what is there.</param>
    public Canvas(int width, int height, Colour ground, BrushSet brushes, float shade, PaintMedium medium)
    {
        (Width, Height, Ground, Medium) = (width, height, ground, medium);
        _paint = new Vector4[(long)width * height];
        Array.Fill(_paint, new(ground.Red / 255f, ground.Green / 255f, ground.Blue / 255f, 0));
        _grain = medium == PaintMedium.Dry ? PaperGrain.Heights(width, height) : null;
        _renderer = new(_paint, width, height, brushes, shade, medium, _grain);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Colour of the bare ground.</summary>
    public Colour Ground { get; }

    /// <summary>How strokes are laid over what is there.</summary>
    public PaintMedium Medium { get; }

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
        if (Medium == PaintMedium.Glaze)
        {
            return Glaze.Evaluate(footprint, _paint, target, Width);
        }

        Vector4 under = default, residual = default, underSquare = default, cross = default;
        float weight = 0, area = 0;
        var (first, last) = footprint.Rows(0, Height);
        for (var y = first; y < last; y++)
        {
            var (left, right) = footprint.Columns(y, Width);
            for (var x = left; x < right; x++)
            {
                var cover = footprint.Cover(x, y, out _);
                if (_grain is not null)
                {
                    cover = PaperGrain.Catch(cover, _grain[(y * Width) + x]);
                }

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
