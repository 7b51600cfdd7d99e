using Atelier.Media;
using Atelier.Tensors;

namespace Atelier.Art.Paint;

/// <summary>How near a picture is to another.</summary>
/// <param name="Difference">Mean absolute difference of sRGB values in [0, 1].</param>
/// <param name="Similarity">SSIM of the luma (Wang et al., 2004): Gaussian windows of 11 pixels, deviation 1.5; 1 for the same picture.</param>
public sealed record Likeness(double Difference, double Similarity)
{
    /// <summary>Compares two pictures of one size.</summary>
    public static Likeness Of(Picture a, Picture b)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var (x, y) = (a.ToTensor(), b.ToTensor());
        return new((x - y).Abs().Mean().Item(), Ssim(Luma(x), Luma(y)));
    }

    private static Tensor Luma(Tensor rgb) => (rgb.Narrow(1, 0, 1) * 0.299) + (rgb.Narrow(1, 1, 1) * 0.587) + (rgb.Narrow(1, 2, 1) * 0.114); // [1, 1, h, w]

    private static double Ssim(Tensor x, Tensor y)
    {
        const double C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;
        var line = ((Tensor.LinSpace(-5, 5, 11) / 1.5).Square() * -0.5).Exp();
        line = line / line.Sum();
        Tensor Mean(Tensor t) => Functional.Conv2d(t, line.Reshape(1, 1, 11, 1) * line.Reshape(1, 1, 1, 11), null);
        var (mx, my) = (Mean(x), Mean(y));
        var (vx, vy, cov) = (Mean(x * x) - (mx * mx), Mean(y * y) - (my * my), Mean(x * y) - (mx * my));
        return (((mx * my * 2) + C1) * ((cov * 2) + C2) / (((mx * mx) + (my * my) + C1) * (vx + vy + C2))).Mean().Item();
    }
}
