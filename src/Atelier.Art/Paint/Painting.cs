using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>A painting as what was done: ground, brushes and every stroke in its order. It can be painted again at any size.</summary>
/// <param name="Width">Columns of the picture it was made for.</param>
/// <param name="Height">Rows.</param>
/// <param name="Style">How it is painted.</param>
/// <param name="Ground">The bare canvas.</param>
/// <param name="Strokes">In the order of painting.</param>
/// <param name="Palette">The colours it is limited to; empty for any.</param>
public sealed record Painting(
    int Width, int Height, PaintStyle Style, Colour Ground, IReadOnlyList<Stroke> Strokes, IReadOnlyList<Colour> Palette)
{
    /// <summary>Own brushes; null for the style's.</summary>
    public string? BrushFolder { get; init; }

    /// <summary>The brushes it is painted with.</summary>
    public BrushSet Brushes() => BrushFolder is null ? Style.Brushes() : BrushSet.Load(BrushFolder);

    /// <summary>A bare canvas for it.</summary>
    public Canvas Begin(int width, int height, BrushSet brushes) => new(width, height, Ground, brushes, Style.Shade);

    /// <summary>The whole painting at a size, without light or weave.</summary>
    public Canvas Render(int width, int height)
    {
        var canvas = Begin(width, height, Brushes());
        canvas.DrawAll(Strokes);
        return canvas;
    }

    /// <summary>Width and height with this longer side.</summary>
    public (int Width, int Height) Sized(int longer) => Picture.FitSize(Width, Height, longer);
}
