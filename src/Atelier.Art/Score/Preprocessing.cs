using Atelier.Media;
using Atelier.Tensors;

namespace Atelier.Art.Score;

/// <summary>A picture as the official CLIP sees it: the shorter side resized to s (bicubic, antialiased, rounded to 8 bits), the middle cut out.</summary>
public static class Preprocessing
{
    /// <summary>A picture to [1, 3, s, s] in [0, 1].</summary>
    public static Tensor Apply(Picture picture, int size)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Apply(picture.ToTensor(), size));
    }

    /// <summary>x [1, 3, h, w] in [0, 1] to [1, 3, s, s] in [0, 1].</summary>
    public static Tensor Apply(Tensor x, int size)
    {
        using var scope = TensorScope.Enter();
        var (h, w) = (x.Size(2), x.Size(3));
        var (height, width) = h < w ? (size, size * w / h) : (size * h / w, (long)size); // as torchvision truncates
        var resized = Rounded(Functional.ResizeBicubicAntialiased(Rounded(Functional.ResizeBicubicAntialiased(x, h, width)), height, width)); // across, then down, as Pillow
        var (top, left) = ((long)Math.Round((height - size) / 2.0), (long)Math.Round((width - size) / 2.0));
        return scope.Keep(resized.Narrow(2, top, size).Narrow(3, left, size).Contiguous());
    }

    private static Tensor Rounded(Tensor x) => (x * 255).Round().Clamp(0, 255) / 255;
}
