using Atelier.Tensors;

namespace Atelier.Training.Learners.Upscaling;

/// <summary>Blurred, shrunk by one of three filters and made noisy, each picture to another degree.</summary>
/// <param name="Clean">Share of batches that are only shrunk.</param>
/// <param name="Blur">The widest Gaussian blur before shrinking, as a standard deviation in pixels of the large picture.</param>
/// <param name="Noise">The strongest Gaussian noise, as a standard deviation of values in [0, 1].</param>
internal sealed record OneStageDegradation(double Clean, double Blur, double Noise) : Degradation(Clean)
{
    protected override Tensor Spoil(Tensor x, int scale, Chance chance)
    {
        var (b, h, w) = (x.Size(0), x.Size(2) / scale, x.Size(3) / scale);
        x = Blur > 0 ? Filtered(x, Gaussians(chance.Rows(b, (rows, random) => Tensor.Rand([rows], random)) * Blur)) : x;
        x = chance.Pick(1 / 3.0, 1 / 3.0, 1 / 3.0) switch
        {
            0 => Functional.ResizeBicubicAntialiased(x, h, w),
            1 => Functional.ResizeBilinearAntialiased(x, h, w),
            _ => Functional.AvgPool2d(x, scale),
        };
        return Upscaling.Noise.Gaussian(x, 0, Noise, grey: 0, chance);
    }

    // deviations [b] to kernels [b, k, k]
    private Tensor Gaussians(Tensor deviations)
    {
        var radius = (int)Math.Ceiling(3 * Blur);
        var places = Tensor.Range((2 * radius) + 1, deviations.Device).To(DType.Float32) - radius;                         // [k]
        var line = (places.Square().Unsqueeze(0) / (deviations.Clamp(0.05, 100).Square() * -2).Unsqueeze(1)).Exp();         // [b, k]
        line /= line.Sum([1], keep: true);
        return line.Unsqueeze(2) * line.Unsqueeze(1);
    }
}
