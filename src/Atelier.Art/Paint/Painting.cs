using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint;

/// <summary>A painting as its ground, brushes and strokes in their order. It can be rendered at any size.</summary>
/// <param name="Width">Width of the original picture.</param>
/// <param name="Height">Height of the original picture.</param>
/// <param name="Style">The style.</param>
/// <param name="Ground">Colour of the blank canvas.</param>
/// <param name="Strokes">In the order of painting.</param>
/// <param name="Palette">The colours it is limited to; empty for any.</param>
public sealed record Painting(
    int Width, int Height, PaintStyle Style, Colour Ground, IReadOnlyList<Stroke> Strokes, IReadOnlyList<Colour> Palette)
{
    /// <summary>A folder of brush pictures; null for the style's brushes.</summary>
    public string? BrushFolder { get; init; }

    /// <summary>The brushes it is painted with.</summary>
    public BrushSet Brushes() => BrushFolder is null ? Style.Brushes() : BrushSet.Load(BrushFolder);

    /// <summary>A blank canvas for it.</summary>
    public Canvas BlankCanvas(int width, int height, BrushSet brushes) => new(width, height, Ground, brushes, Style.Shade, Style.Medium);

    /// <summary>Renders all strokes at a size, without light or texture.</summary>
    public Canvas Render(int width, int height)
    {
        var canvas = BlankCanvas(width, height, Brushes());
        canvas.DrawAll(Strokes);
        return canvas;
    }

    /// <summary>Width and height with this longer side.</summary>
    public (int Width, int Height) SizeWithLongerSide(int longer) => Picture.FitSize(Width, Height, longer);
}
