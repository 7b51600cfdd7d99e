using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;

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
    public static UpscalingQuality Measure(Upscaler network, string path)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var whole = Imaging.Pictures.Picture.Load(path).Flatten(Colour.White);
        var fold = network.Scale * network.SizeMultiple;
        var (width, height) = (whole.Width / fold * fold, whole.Height / fold * fold);
        if (width / network.Scale < 16 || height / network.Scale < 16)
        {
            throw new UserException(
                $"'{path}' is too small to measure with: shrunk {network.Scale} times at least 16 pixels must be left.");
        }

        var large = whole.Crop(0, 0, width, height).ToTensor();                                                     // [1, 3, h, w]
        var small = Rounded(F.interpolate(
            large,
            [height / network.Scale, width / network.Scale],
            mode: InterpolationMode.Bicubic,
            align_corners: false,
            antialias: true)); // as a file would keep it
        var (enlarged, bicubic) = (
            Rounded(network.call(small)),
            Rounded(F.interpolate(small, [height, width], mode: InterpolationMode.Bicubic, align_corners: false)));
        return new(
            Path.GetFileName(path),
            Similarity.Psnr(enlarged, large),
            Similarity.Ssim(enlarged, large),
            Similarity.Psnr(bicubic, large),
            Similarity.Ssim(bicubic, large));
    }

    private static Tensor Rounded(Tensor x) => (x.clamp(0, 1) * 255).round() / 255;
}
