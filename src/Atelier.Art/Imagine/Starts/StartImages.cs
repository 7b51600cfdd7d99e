namespace Atelier.Art.Imagine.Starts;

/// <summary>Initial pictures: several kinds of noise, and resizing to the run's size.</summary>
internal static class StartImages
{
    /// <summary>The largest deviation of a plain background's edge from its mean colour.</summary>
    public const double PlainRange = 0.1;

    /// <summary>A picture [1, 3, h, w] in [0, 1] on the generator's device.</summary>
    public static Tensor Create(StartKind kind, long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        long[] shape = [1, 3, height, width];
        return scope.MoveToOuter(kind switch
        {
            StartKind.Pixels => rand(shape, device: random.device, generator: random),
            StartKind.Gradient => F.interpolate(
                rand([1, 3, 2, 2], device: random.device, generator: random),
                [height, width],
                mode: InterpolationMode.Bilinear,
                align_corners: true),
            StartKind.Snow => rand([1, 1, height, width], device: random.device, generator: random).gt(0.97).to(ScalarType.Float32)
                .expand(shape).contiguous(),
            _ => ones(shape, device: random.device),
        });
    }

    /// <summary>Pictures [n, 3, ., .] in [0, 1] scaled to fit into [n, 3, h, w] without distortion. A plain background is extended to
    /// the new borders, anything else is reflected.</summary>
    public static Tensor Resize(Tensor pictures, long height, long width)
    {
        using var scope = NewDisposeScope();
        var scale = Math.Min((double)height / pictures.size(2), (double)width / pictures.size(3));
        var (h, w) = (Scaled(pictures.size(2), height), Scaled(pictures.size(3), width));
        var fitted = (h, w) == (pictures.size(2), pictures.size(3))
            ? pictures
            : F.interpolate(pictures, [h, w], mode: InterpolationMode.Bicubic, align_corners: false).clamp(0, 1);
        return scope.MoveToOuter((h, w) == (height, width)
            ? fitted
            : cat([.. fitted.split(1, 0).Select(picture => Extended(Extended(picture, 2, height), 3, width))], 0));

        long Scaled(long side, long limit) => Math.Clamp((long)Math.Round(side * scale), 1, limit);
    }

    // a picture [1, 3, ., .] in the middle of so many pixels along an axis
    private static Tensor Extended(Tensor picture, int axis, long length)
    {
        var size = picture.size(axis);
        if (size == length)
        {
            return picture;
        }

        using var scope = NewDisposeScope();
        var at = arange(length, device: picture.device) - ((length - size) / 2);
        var edges = picture.index_select(axis, tensor(new[] { 0, size - 1 }, device: picture.device));
        var isPlain = (edges - edges.mean([2, 3], keepdim: true)).abs().max().ToDouble() < PlainRange;
        var turn = at.remainder(2 * size); // there and back
        return scope.MoveToOuter(picture.index_select(axis, isPlain ? at.clamp(0, size - 1) : minimum(turn, (2 * size) - 1 - turn)));
    }
}
