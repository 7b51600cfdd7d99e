using Atelier.Imaging.Pictures;
using Atelier.Training.Data;

namespace Atelier.Training.Learners;

/// <summary>How near what a model makes of pictures in [0, 1] is to them, means over the pictures: peak signal-to-noise ratio in dB, and
/// structural similarity (of pictures large enough for its window).</summary>
/// <param name="Psnr">In dB.</param>
/// <param name="Ssim">-1 to 1; null of pictures below 11 pixels.</param>
internal sealed record Fidelity(double Psnr, double? Ssim)
{
    private const int Window = 11;

    /// <summary>As the figures of a test.</summary>
    public Dictionary<string, double> Figures => Ssim is { } ssim ? new() { ["psnr"] = Psnr, ["ssim"] = ssim } : new() { ["psnr"] = Psnr };

    /// <summary>Measures a model on batches.</summary>
    public static Fidelity Measure(IEnumerable<PictureBatch> batches, Func<Tensor, Tensor> reconstruct)
    {
        var (psnr, ssim, count, windows) = (0.0, 0.0, 0, 0);
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var x = batch.ToTensor();
            var y = reconstruct(x);
            foreach (var error in (y - x).square().mean([1, 2, 3]).ToArray<float>())
            {
                (psnr, count) = (psnr + Similarity.Psnr(error), count + 1);
            }

            if (batch.Size >= Window)
            {
                (ssim, windows) = (ssim + (Similarity.Ssim(Rgb(y), Rgb(x)) * batch.Count), windows + batch.Count);
            }
        }

        return new(psnr / Math.Max(1, count), windows == 0 ? null : ssim / windows);
    }

    private static Tensor Rgb(Tensor x) => x.size(1) == 3 ? x : x.expand(-1, 3, -1, -1);
}
