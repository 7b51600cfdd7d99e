namespace Atelier.Models.Painter;

/// <summary>Differentiable composition of strokes with soft edges, for training and refinement. b
/// pictures, t strokes each, in painting order.</summary>
public static class SoftStrokes
{
    /// <summary>The coverage of each pixel by each stroke alone.</summary>
    /// <param name="shapes">[b, t, 5]: centre x, y, width, height relative to the picture, angle in units of π.</param>
    /// <param name="brush">The alpha of a horizontal brush, [1, 1, h', w'].</param>
    /// <param name="height">Rows h of the pictures.</param>
    /// <param name="width">Columns w.</param>
    /// <returns>[b, t, h, w] in [0, 1].</returns>
    public static Tensor Coverage(Tensor shapes, Tensor brush, int height, int width)
    {
        using var scope = NewDisposeScope();
        var (b, t) = (shapes.size(0), shapes.size(1));
        var flat = shapes.reshape(b * t, 5);
        var sized = cat([flat.narrow(1, 0, 2), flat.narrow(1, 2, 2).clamp_min(0.02), flat.narrow(1, 4, 1)], 1);
        var grid = F.affine_grid(PublishedStrokeRenderer.Warp(sized, height, width), [b * t, 1, height, width], align_corners: false);
        return scope.MoveToOuter(F.grid_sample(brush.expand(b * t, -1, -1, -1), grid, align_corners: false).reshape(b, t, height, width));
    }

    /// <summary>The visibility of each stroke under the later ones [b, t, h, w], and of the background [b, 1, h, w].</summary>
    public static (Tensor Strokes, Tensor Ground) Visibility(Tensor coverage)
    {
        using var scope = NewDisposeScope();
        var each = coverage.split(1, 1);
        var seen = new Tensor[each.Length];
        Tensor? through = null; // transmittance of the strokes above
        for (var i = each.Length - 1; i >= 0; i--)
        {
            var own = each[i];
            seen[i] = through is null ? own : own * through;
            through = through is null ? 1 - own : through * (1 - own);
        }

        return scope.MoveToOuter(cat(seen, 1), through!);
    }

    /// <summary>The best colour of each stroke: the target's mean weighted by visibility.</summary>
    /// <param name="visible">[b, t, h, w].</param>
    /// <param name="target">[b, 3, h, w].</param>
    /// <returns>[b, t, 3].</returns>
    public static Tensor Colours(Tensor visible, Tensor target)
    {
        using var scope = NewDisposeScope();
        var weights = visible.flatten(2);                                                  // [b, t, h w]
        var sums = weights.bmm(target.flatten(2).transpose(1, 2));     // [b, t, 3]
        return scope.MoveToOuter(sums / (weights.sum([2], keepdim: true) + 1e-3));
    }

    /// <summary>Composites the background and the strokes in their colours.</summary>
    /// <param name="ground">[b, 3, h, w].</param>
    /// <param name="visible">Of <see cref="Visibility"/>.</param>
    /// <param name="colours">[b, t, 3].</param>
    public static Tensor Compose(Tensor ground, (Tensor Strokes, Tensor Ground) visible, Tensor colours)
    {
        using var scope = NewDisposeScope();
        var paint = colours.transpose(1, 2).bmm(visible.Strokes.flatten(2)).reshape(ground.shape);
        return scope.MoveToOuter((ground * visible.Ground) + paint);
    }
}
