using Atelier.Imaging.Pictures;

namespace Atelier.Models.Clip;

/// <summary>A picture as the official CLIP sees it: the shorter side resized to s (bicubic, antialiased,
/// rounded to 8 bits), the middle cut out.</summary>
public static class Preprocessing
{
    /// <summary>A picture to [1, 3, s, s] in [0, 1].</summary>
    public static Tensor Apply(Picture picture, int size)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Apply(picture.ToTensor(), size));
    }

    /// <summary>x [1, 3, h, w] in [0, 1] to [1, 3, s, s] in [0, 1].</summary>
    public static Tensor Apply(Tensor x, int size)
    {
        using var scope = NewDisposeScope();
        var (h, w) = (x.size(2), x.size(3));
        var (height, width) = h < w ? (size, size * w / h) : (size * h / w, (long)size); // as torchvision truncates
        var resized = Rounded(F.interpolate(
            Rounded(F.interpolate(x, [h, width], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true)),
            [height, width],
            mode: InterpolationMode.Bicubic,
            align_corners: false,
            antialias: true)); // across, then down, as Pillow
        var (top, left) = ((long)Math.Round((height - size) / 2.0), (long)Math.Round((width - size) / 2.0));
        return scope.MoveToOuter(resized.narrow(2, top, size).narrow(3, left, size).contiguous());
    }

    private static Tensor Rounded(Tensor x) => (x * 255).round().clamp(0, 255) / 255;
}
