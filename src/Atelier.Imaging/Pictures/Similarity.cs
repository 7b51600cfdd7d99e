namespace Atelier.Imaging.Pictures;

/// <summary>PSNR and SSIM of pictures [n, 3, h, w] in [0, 1].</summary>
public static class Similarity
{
    /// <summary>Peak signal-to-noise ratio of a mean squared error, in dB; 100 at most.</summary>
    public static double Psnr(double meanSquaredError) => -10 * Math.Log10(Math.Max(meanSquaredError, 1e-10));

    /// <summary>Peak signal-to-noise ratio of the RGB values, in dB.</summary>
    public static double Psnr(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return Psnr((a - b).square().mean().ToDouble());
    }

    /// <summary>Structural similarity of the luma, -1 to 1 (Wang et al., 2004): Gaussian windows of 11 pixels,
    /// deviation 1.5, valid positions only.</summary>
    public static double Ssim(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        const double C1 = 0.01 * 0.01, C2 = 0.03 * 0.03;
        var line = ((linspace(-5, 5, 11) / 1.5).square() * -0.5).exp().to(a.device);
        line = line / line.sum();
        Tensor Mean(Tensor t) => F.conv2d(t, line.reshape(1, 1, 11, 1) * line.reshape(1, 1, 1, 11), null);
        var (x, y) = (Luma.FromRgb(a), Luma.FromRgb(b));
        var (mx, my) = (Mean(x), Mean(y));
        var (vx, vy, cov) = (Mean(x * x) - (mx * mx), Mean(y * y) - (my * my), Mean(x * y) - (mx * my));
        return (((mx * my * 2) + C1) * ((cov * 2) + C2) / (((mx * mx) + (my * my) + C1) * (vx + vy + C2))).mean().ToDouble();
    }
}
