using Atelier.Tensors;

namespace Atelier.Models.Painter;

/// <summary>Paints a picture exactly as Paint Transformer's released program does: on black, level by level, every patch's strokes in the colour
/// under their middle; the finest level once more, half a patch aside, where it draws every stroke whatever was decided. g patches a side.</summary>
public static class PublishedPainting
{
    private const int Side = PainterOptions.PatchSize;

    /// <summary>The painting of a picture, both [1, 3, h, w] in about [0, 1].</summary>
    public static Tensor Paint(PainterModel model, Tensor picture, StrokeRenderer renderer)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var (height, width) = (picture.Size(2), picture.Size(3));
        var levels = Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Max(height, width) / (double)Side)));
        long side = Side << levels;
        var (top, left) = ((side - height) / 2, (side - width) / 2);
        var target = picture.Pad([left, side - width - left, top, side - height - top]);
        var canvas = Tensor.Zeros([1, 3, side, side], DType.Float32, picture.Device);
        for (var level = 0; level <= levels; level++)
        {
            var (goal, now) = (At(target, level), At(canvas, level));
            var (strokes, painted) = Predict(model, goal, now);
            canvas = PatchComposition.Paint(strokes, painted, canvas, renderer);
        }

        var half = Side / 2;
        var edge = side / (2L << levels);
        var (shifted, _) = Predict(model, At(target, levels).Pad([half, half, half, half]), At(canvas, levels).Pad([half, half, half, half]));
        var every = Tensor.Ones(shifted.Size(0), shifted.Size(1), shifted.Size(2)).To(picture.Device).Greater(0);
        canvas = PatchComposition.Paint(shifted, every, canvas.Pad([edge, edge, edge, edge]), renderer);
        return scope.Keep(canvas.Narrow(2, edge + top, height).Narrow(3, edge + left, width).Contiguous());
    }

    private static Tensor At(Tensor picture, int level) => Functional.ResizeNearest(picture, Side << level, Side << level);

    // strokes [g, g, t, 8] in measures of windows of twice a patch, and whether they are to be painted [g, g, t]
    private static (Tensor Strokes, Tensor Painted) Predict(PainterModel model, Tensor target, Tensor canvas)
    {
        using var scope = TensorScope.Enter();
        var grid = target.Size(2) / Side;
        var goal = Patches(target, grid);
        var (shapes, decisions) = model.Predict(goal, Patches(canvas, grid));                           // [g g, t, 5], [g g, t, 1]
        var strokes = shapes.Size(1);
        var places = (shapes.Narrow(2, 0, 2).Contiguous() * 2) - 1;                                     // [g g, t, 2]
        var colours = Functional.GridSample(goal, places.Unsqueeze(1)).Flatten(2).Transpose(1, 2);      // [g g, t, 3]
        var all = Tensor.Concat(2, (shapes.Narrow(2, 0, 2) / 2) + 0.25, shapes.Narrow(2, 2, 2) / 2, shapes.Narrow(2, 4, 1), colours);
        return scope.Keep(all.Reshape(grid, grid, strokes, 8), decisions.Greater(0).Reshape(grid, grid, strokes));
    }

    // [1, 3, 32 g, 32 g] into [g g, 3, 32, 32]
    private static Tensor Patches(Tensor picture, long grid) => picture.Reshape(3, grid, Side, grid, Side).Permute(1, 3, 0, 2, 4).Reshape(-1, 3, Side, Side);
}
