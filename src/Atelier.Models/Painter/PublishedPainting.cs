namespace Atelier.Models.Painter;

/// <summary>Paints a picture exactly as Paint Transformer's published program: on black, level by level, every patch's strokes in
/// the colour at their centre; then the finest level once more, shifted by half a patch, with all strokes whatever their
/// decisions. g patches a side.</summary>
public static class PublishedPainting
{
    private const int Side = PainterOptions.PatchSize;

    /// <summary>The painting of a picture, both [1, 3, h, w] in about [0, 1].</summary>
    public static Tensor Paint(PainterModel model, Tensor picture, PublishedStrokeRenderer renderer)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (height, width) = (picture.size(2), picture.size(3));
        var levels = Math.Max(0, (int)Math.Ceiling(Math.Log2(Math.Max(height, width) / (double)Side)));
        long side = Side << levels;
        var (top, left) = ((side - height) / 2, (side - width) / 2);
        var target = F.pad(picture, [left, side - width - left, top, side - height - top]);
        var canvas = zeros([1, 3, side, side], dtype: ScalarType.Float32, device: picture.device);
        for (var level = 0; level <= levels; level++)
        {
            var (goal, now) = (At(target, level), At(canvas, level));
            var (strokes, painted) = Predict(model, goal, now);
            canvas = PatchComposition.Paint(strokes, painted, canvas, renderer);
        }

        var half = Side / 2;
        var edge = side / (2L << levels);
        var (shifted, _) = Predict(
            model, F.pad(At(target, levels), [half, half, half, half]), F.pad(At(canvas, levels), [half, half, half, half]));
        var every = ones([shifted.size(0), shifted.size(1), shifted.size(2)]).to(picture.device).gt(0);
        canvas = PatchComposition.Paint(shifted, every, F.pad(canvas, [edge, edge, edge, edge]), renderer);
        return scope.MoveToOuter(canvas.narrow(2, edge + top, height).narrow(3, edge + left, width).contiguous());
    }

    private static Tensor At(Tensor picture, int level) => F.interpolate(picture, [Side << level, Side << level]);

    // strokes [g, g, t, 8] in units of windows of twice a patch, and whether to paint them [g, g, t]
    private static (Tensor Strokes, Tensor Painted) Predict(PainterModel model, Tensor target, Tensor canvas)
    {
        using var scope = NewDisposeScope();
        var grid = target.size(2) / Side;
        var goal = Patches(target, grid);
        var (shapes, decisions) = model.call(goal, Patches(canvas, grid));                           // [g g, t, 5], [g g, t, 1]
        var strokes = shapes.size(1);
        var places = (shapes.narrow(2, 0, 2).contiguous() * 2) - 1;                                     // [g g, t, 2]
        var colours = F.grid_sample(goal, places.unsqueeze(1), align_corners: false).flatten(2).transpose(1, 2);      // [g g, t, 3]
        var all = cat([(shapes.narrow(2, 0, 2) / 2) + 0.25, shapes.narrow(2, 2, 2) / 2, shapes.narrow(2, 4, 1), colours], 2);
        return scope.MoveToOuter(all.reshape(grid, grid, strokes, 8), decisions.gt(0).reshape(grid, grid, strokes));
    }

    // [1, 3, 32 g, 32 g] into [g g, 3, 32, 32]
    private static Tensor Patches(Tensor picture, long grid) =>
        picture.reshape(3, grid, Side, grid, Side).permute(1, 3, 0, 2, 4).reshape(-1, 3, Side, Side);
}
