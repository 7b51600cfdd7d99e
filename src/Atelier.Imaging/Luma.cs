namespace Atelier.Imaging;

/// <summary>Luma of ITU-R BT.601, which PSNR, SSIM and JPEG use.</summary>
public static class Luma
{
    /// <summary>The weight of red.</summary>
    public const double Red = 0.299;

    /// <summary>The weight of green.</summary>
    public const double Green = 0.587;

    /// <summary>The weight of blue.</summary>
    public const double Blue = 0.114;

    /// <summary>The luma of a colour, in the range of its components.</summary>
    public static float FromRgb(float r, float g, float b) => ((float)Red * r) + ((float)Green * g) + ((float)Blue * b);

    /// <summary>RGB [n, 3, h, w] to luma [n, 1, h, w].</summary>
    public static Tensor FromRgb(Tensor rgb) =>
        (rgb.narrow(1, 0, 1) * Red) + (rgb.narrow(1, 1, 1) * Green) + (rgb.narrow(1, 2, 1) * Blue);
}
