using Atelier.Imaging.Pictures;
using Atelier.Training.Data;

namespace Atelier.Training.Learners;

/// <summary>Fidelity of reconstructions to their pictures, as means over the pictures.</summary>
/// <param name="Psnr">Peak signal-to-noise ratio in dB.</param>
/// <param name="Ssim">Structural similarity, -1 to 1; null if the pictures are smaller than its window of 11 pixels.</param>
internal sealed record Fidelity(double Psnr, double? Ssim)
{
    private const int Window = 11;

    /// <summary>The values by name.</summary>
    public Dictionary<string, double> Metrics => Ssim is { } ssim ? new() { ["psnr"] = Psnr, ["ssim"] = ssim } : new() { ["psnr"] = Psnr };

    /// <summary>Measures a reconstruction of pictures in [0, 1].</summary>
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
