namespace Atelier.Art.Imagine.Starts;

/// <summary>Initial pictures: several kinds of noise, and resizing to the run's size.</summary>
internal static class StartImages
{
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

    /// <summary>Pictures [n, 3, ., .] in [0, 1] resized to [n, 3, h, w].</summary>
    public static Tensor Resize(Tensor pictures, long height, long width)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(pictures.size(2) == height && pictures.size(3) == width
            ? pictures
            : F.interpolate(pictures, [height, width], mode: InterpolationMode.Bicubic, align_corners: false).clamp(0, 1));
    }
}
