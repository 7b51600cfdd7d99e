using Atelier.Tensors;

namespace Atelier.Models.Painter;

/// <summary>Strokes laid over each other with soft edges, differentiably: what training and refining look at. b pictures, t strokes each, in
/// painting order.</summary>
public static class SoftStrokes
{
    /// <summary>How much of each pixel each stroke would cover alone.</summary>
    /// <param name="shapes">[b, t, 5]: centre x, y, width, height as shares of the picture, angle in half turns.</param>
    /// <param name="brush">A lying brush's cover, [1, 1, h', w'].</param>
    /// <param name="height">Rows h of the pictures.</param>
    /// <param name="width">Columns w.</param>
    /// <returns>[b, t, h, w] in [0, 1].</returns>
    public static Tensor Cover(Tensor shapes, Tensor brush, int height, int width)
    {
        using var scope = TensorScope.Enter();
        var (b, t) = (shapes.Size(0), shapes.Size(1));
        var flat = shapes.Reshape(b * t, 5);
        var sized = Tensor.Concat(1, flat.Narrow(1, 0, 2), flat.Narrow(1, 2, 2).ClampMin(0.02), flat.Narrow(1, 4, 1));
        var grid = Functional.AffineGrid(StrokeRenderer.Warp(sized, height, width), b * t, 1, height, width);
        return scope.Keep(Functional.GridSample(brush.Expand(b * t, -1, -1, -1), grid).Reshape(b, t, height, width));
    }

    /// <summary>How much of each stroke is still seen under the later ones [b, t, h, w], and of the ground [b, 1, h, w].</summary>
    public static (Tensor Strokes, Tensor Ground) Visible(Tensor cover)
    {
        using var scope = TensorScope.Enter();
        var each = cover.Split(1, 1);
        var seen = new Tensor[each.Length];
        Tensor? through = null; // what the strokes above let through
        for (var i = each.Length - 1; i >= 0; i--)
        {
            var own = each[i];
            seen[i] = through is null ? own : own * through;
            through = through is null ? 1 - own : through * (1 - own);
        }

        return scope.Keep(Tensor.Concat(1, seen), through!);
    }

    /// <summary>The colour that suits each stroke best: the target's mean where it is seen.</summary>
    /// <param name="visible">[b, t, h, w].</param>
    /// <param name="target">[b, 3, h, w].</param>
    /// <returns>[b, t, 3].</returns>
    public static Tensor Colours(Tensor visible, Tensor target)
    {
        using var scope = TensorScope.Enter();
        var weights = visible.Flatten(2);                                                  // [b, t, h w]
        var sums = Functional.BatchMatMul(weights, target.Flatten(2).Transpose(1, 2));     // [b, t, 3]
        return scope.Keep(sums / (weights.Sum([2], keep: true) + 1e-3));
    }

    /// <summary>The picture: the ground where it is seen, and each stroke in its colour.</summary>
    /// <param name="ground">[b, 3, h, w].</param>
    /// <param name="visible">Of <see cref="Visible"/>.</param>
    /// <param name="colours">[b, t, 3].</param>
    public static Tensor Compose(Tensor ground, (Tensor Strokes, Tensor Ground) visible, Tensor colours)
    {
        using var scope = TensorScope.Enter();
        var paint = Functional.BatchMatMul(colours.Transpose(1, 2), visible.Strokes.Flatten(2)).Reshape(ground.Shape);
        return scope.Keep((ground * visible.Ground) + paint);
    }
}
