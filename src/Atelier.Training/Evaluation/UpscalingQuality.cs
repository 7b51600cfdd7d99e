using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

namespace Atelier.Training.Evaluation;

/// <summary>Compares a picture with the upscaled version of its downscaled self (with an antialiased bicubic filter).</summary>
/// <param name="Picture">The file.</param>
/// <param name="Psnr">Peak signal-to-noise ratio of the RGB values, in dB.</param>
/// <param name="Ssim">Structural similarity of the luma, -1 to 1 (Wang et al. 2004: Gaussian window of 11 × 11).</param>
/// <param name="BicubicPsnr">PSNR of bicubic upscaling.</param>
/// <param name="BicubicSsim">SSIM of bicubic upscaling.</param>
public sealed record UpscalingQuality(string Picture, double Psnr, double Ssim, double BicubicPsnr, double BicubicSsim)
{
    /// <summary>Measures one picture, cropped to a multiple of the scale.</summary>
    /// <exception cref="ImageFormatException">It cannot be read, or is smaller than 16 pixels after downscaling.</exception>
    public static UpscalingQuality Measure(Upscaler network, string path)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var picture = Imaging.Pictures.Picture.Load(path).Flatten(Colour.White);
        var multiple = network.Scale * network.SizeMultiple;
        var (width, height) = (picture.Width / multiple * multiple, picture.Height / multiple * multiple);
        if (width / network.Scale < 16 || height / network.Scale < 16)
        {
            throw new ImageFormatException(
                $"'{path}' is too small to measure with: downscaled {network.Scale} times, at least 16 pixels must be left.");
        }

        var large = picture.Crop(0, 0, width, height).ToTensor();                                                     // [1, 3, h, w]
        var small = Rounded(F.interpolate(
            large,
            [height / network.Scale, width / network.Scale],
            mode: InterpolationMode.Bicubic,
            align_corners: false,
            antialias: true)); // as a file stores it
        var (upscaled, bicubic) = (
            Rounded(network.Enlarge(small)),
            Rounded(F.interpolate(small, [height, width], mode: InterpolationMode.Bicubic, align_corners: false)));
        return new(
            Path.GetFileName(path),
            Similarity.Psnr(upscaled, large),
            Similarity.Ssim(upscaled, large),
            Similarity.Psnr(bicubic, large),
            Similarity.Ssim(bicubic, large));
    }

    private static Tensor Rounded(Tensor x) => (x.clamp(0, 1) * 255).round() / 255;
}
