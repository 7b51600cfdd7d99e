using Atelier.Art.Imagine.Edits;

namespace Atelier.Art.Imagine.Starts;

/// <summary>Start pictures that repeat without a seam.</summary>
internal static class TileStart
{
    private const double PlainShare = 0.6; // of a drawing's edge shows its ground; the rest may be the thing itself, cut off
    private const double Share = 0.62;     // of a tile's side that a drawing takes
    private const long HealedPart = 8;     // of a picture's side is changed at each end

    /// <summary>A pattern of each drawing: twice, half a tile apart, so that it runs on over the sides; on its own ground. What is on no
    /// plain ground only has its sides made to meet.</summary>
    /// <param name="drawings">[n, 3, h, w] in [0, 1].</param>
    /// <param name="axes">Directions in which the tile repeats.</param>
    public static Tensor Pattern(Tensor drawings, Axes axes)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(cat([.. drawings.split(1, 0).Select(one => IsPlain(one) ? Twice(one, axes) : Healed(one, axes))], 0));
    }

    /// <summary>Pictures [n, 3, h, w] whose opposite sides meet: at both ends of an axis half their difference is added, less and less
    /// towards the middle.</summary>
    /// <param name="pictures">[n, 3, h, w] in [0, 1].</param>
    /// <param name="axes">Directions in which they repeat.</param>
    public static Tensor Healed(Tensor pictures, Axes axes)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Axis(axes).Aggregate(pictures, Healed).clamp(0, 1));
    }

    private static Tensor Healed(Tensor x, int axis)
    {
        var size = x.size(axis);
        long[] along = axis == 2 ? [1, 1, size, 1] : [1, 1, 1, size];
        var half = (x.narrow(axis, size - 1, 1) - x.narrow(axis, 0, 1)) / 2;
        var end = (1 - (arange(size, device: x.device).to(x.dtype) / Math.Max(1, size / HealedPart))).clamp(0, 1).reshape(along);
        return x + (half * (end - end.flip(axis)));
    }

    private static Tensor Twice(Tensor drawing, Axes axes)
    {
        var (height, width) = (drawing.size(2), drawing.size(3));
        var (h, w) = ((long)Math.Round(height * Share), (long)Math.Round(width * Share));
        var (left, top) = ((width - w) / 2, (height - h) / 2);
        var small = F.interpolate(drawing, [h, w], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        var ground = Ground(Border(drawing)).unsqueeze(3);                                                             // [1, 3, 1, 1]
        var (first, second) = axes switch
        {
            Axes.X => (At(0, left), At(height - h, left).roll([width / 2], [3])),
            Axes.Y => (At(top, 0), At(top, width - w).roll([height / 2], [2])),
            _ => (At(top, left), At(top, left).roll([height / 2, width / 2], [2, 3])),
        };
        return where(Distance(second).gt(Distance(first)), second, first);

        Tensor At(long y, long x)
        {
            var canvas = ground.expand(drawing.shape).clone();
            canvas.narrow(2, y, h).narrow(3, x, w).copy_(small);
            return canvas;
        }

        Tensor Distance(Tensor picture) => (picture - ground).abs().sum(1, keepdim: true);
    }

    private static bool IsPlain(Tensor picture)
    {
        var border = Border(picture);
        var isGround = (border - Ground(border)).abs().amax([1]).lt(StartImages.PlainRange);                           // [1, 2h + 2w]
        return isGround.to(ScalarType.Float32).mean().ToDouble() >= PlainShare;
    }

    // the median colour, [1, 3, 1]
    private static Tensor Ground(Tensor border) => border.sort(2).Values.narrow(2, border.size(2) / 2, 1);

    // the outermost pixels, [1, 3, 2h + 2w]
    private static Tensor Border(Tensor picture) => cat(
    [
        picture.select(2, 0), picture.select(2, picture.size(2) - 1), picture.select(3, 0), picture.select(3, picture.size(3) - 1),
    ], 2);

    private static int[] Axis(Axes axes) => axes switch { Axes.X => [3], Axes.Y => [2], _ => [2, 3] };
}
