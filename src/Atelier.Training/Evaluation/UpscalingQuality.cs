using Atelier.Media;
using Atelier.Models.SuperResolution;
using Atelier.Tensors;

namespace Atelier.Training.Evaluation;

/// <summary>How near an enlarged picture comes to the one it was shrunk from (through an antialiased bicubic filter).</summary>
/// <param name="Picture">The file.</param>
/// <param name="Psnr">Peak signal-to-noise ratio of the RGB values, in dB.</param>
/// <param name="Ssim">Structural similarity of the luma, -1 to 1 (Wang et al. 2004: Gaussian window of 11 × 11).</param>
/// <param name="BicubicPsnr">The same of the bicubic enlargement.</param>
/// <param name="BicubicSsim">The same.</param>
public sealed record UpscalingQuality(string Picture, double Psnr, double Ssim, double BicubicPsnr, double BicubicSsim)
{
    /// <summary>Measures one picture; sides that are no multiple of the scale are cut.</summary>
    /// <exception cref="UserException">It cannot be read, or is smaller than 16 pixels after shrinking.</exception>
    public static UpscalingQuality Measure(IUpscaler network, string path)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var whole = Media.Picture.Load(path).Over(Colour.White);
        var fold = network.Scale * network.Multiple;
        var (width, height) = (whole.Width / fold * fold, whole.Height / fold * fold);
        if (width / network.Scale < 16 || height / network.Scale < 16)
        {
            throw new UserException($"'{path}' is too small to measure with: shrunk {network.Scale} times at least 16 pixels must be left.");
        }

        var large = whole.Crop(0, 0, width, height).ToTensor();                                                     // [1, 3, h, w]
        var small = Rounded(Functional.ResizeBicubicAntialiased(large, height / network.Scale, width / network.Scale)); // as a file would keep it
        var (enlarged, bicubic) = (Rounded(network.Forward(small)), Rounded(Functional.ResizeBicubic(small, height, width)));
        return new(Path.GetFileName(path), PsnrOf(enlarged, large), SsimOf(enlarged, large), PsnrOf(bicubic, large), SsimOf(bicubic, large));
    }

    /// <summary>In dB, of pictures in [0, 1].</summary>
    public static double PsnrOf(Tensor a, Tensor b)
    {
        using var scope = TensorScope.Enter();
        return -10 * Math.Log10(Math.Max(1e-10, (a - b).Square().Mean().Item()));
    }

    /// <summary>Structural similarity of the luma of [1, 3, h, w] in [0, 1]; only where the window fits.</summary>
    public static double SsimOf(Tensor a, Tensor b)
    {
        using var scope = TensorScope.Enter();
        var (x, y) = (Luma(a), Luma(b));
        var (mx, my) = (Blur(x), Blur(y));
        var (vx, vy, covariance) = (Blur(x * x) - (mx * mx), Blur(y * y) - (my * my), Blur(x * y) - (mx * my));
        const double C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;
        return ((((mx * my) * 2) + C1) * ((covariance * 2) + C2) / (((mx * mx) + (my * my) + C1) * (vx + vy + C2))).Mean().Item();
    }

    private static Tensor Rounded(Tensor x) => (x.Clamp(0, 1) * 255).Round() / 255;

    private static Tensor Luma(Tensor x) => (x.Narrow(1, 0, 1) * 0.299) + (x.Narrow(1, 1, 1) * 0.587) + (x.Narrow(1, 2, 1) * 0.114);

    private static Tensor Blur(Tensor x)
    {
        var places = Tensor.Range(11).To(DType.Float32) - 5;
        var line = (places.Square() / -(2 * 1.5 * 1.5)).Exp();
        line /= line.Sum();
        return Functional.Conv2d(Functional.Conv2d(x, line.Reshape(1, 1, 11, 1), null), line.Reshape(1, 1, 1, 11), null);
    }
}
