namespace Atelier.Models.Painter;

/// <summary>Paint Transformer's differentiable stroke renderer: a vertical and a horizontal brush image, warped by affine
/// maps. n strokes.</summary>
/// <param name="brushes">[2, 1, h, w] in [0, 1]: the vertical one first; 0 where there is no paint.</param>
public sealed class PublishedStrokeRenderer(Tensor brushes)
{
    /// <summary>Colour and alpha of each stroke, as in the official code: colour dilated and alpha eroded by a pixel, against
    /// dark rims.</summary>
    /// <param name="strokes">[n, 8]: x, y, w, h relative to the picture, θ in units of π, red, green, blue.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns.</param>
    /// <returns>Foreground [n, 3, h, w], and alpha [n, 1, h, w] of zeros and ones.</returns>
    public (Tensor Foreground, Tensor Alpha) Render(Tensor strokes, int height, int width)
    {
        using var scope = NewDisposeScope();
        var resized = F.interpolate(brushes, [height, width]);
        var isVertical = strokes.select(1, 3).gt(strokes.select(1, 2));                                   // h > w
        var brush = resized.index_select(0, isVertical.logical_not().to(ScalarType.Int64));                                  // [n, 1, h, w]
        brush = F.grid_sample(
            brush,
            F.affine_grid(Warp(strokes, height, width), [strokes.size(0), 1, height, width], align_corners: false),
            align_corners: false);
        var colour = strokes.narrow(1, 5, 3).reshape(-1, 3, 1, 1);
        var foreground = F.max_pool2d(brush * colour, 3, 1, padding: 1);                                     // dilation
        var bare = F.max_pool2d(brush.gt(0).logical_not().to(ScalarType.Float32), 3, 1, padding: 1); // erosion of its opposite
        return scope.MoveToOuter(foreground, 1 - bare);
    }

    /// <summary>The affine map [n, 2, 3] of each stroke from picture to brush coordinates, both in [-1, 1].</summary>
    public static Tensor Warp(Tensor strokes, int height, int width)
    {
        using var scope = NewDisposeScope();
        Tensor Column(int i) => strokes.select(1, i);
        var (x, y, w, h) = (1 - (Column(0) * 2), 1 - (Column(1) * 2), Column(2), Column(3));
        var (sin, cos) = ((Column(4) * Math.PI).sin(), (Column(4) * Math.PI).cos());
        var (tall, wide) = ((double)height / width, (double)width / height);
        var across = stack([cos / w, sin * tall / w, (x * cos / w) + (y * sin * tall / w)], 1);
        var along = stack([-sin * wide / h, cos / h, (y * cos / h) - (x * sin * wide / h)], 1);
        return scope.MoveToOuter(stack([across, along], 1));
    }
}
