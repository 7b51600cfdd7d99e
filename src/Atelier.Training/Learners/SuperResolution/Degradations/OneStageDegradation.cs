namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Blurred, shrunk by one of three filters and made noisy, each picture to another degree.</summary>
/// <param name="Clean">Share of batches that are only shrunk.</param>
/// <param name="Blur">The widest Gaussian blur before shrinking, as a standard deviation in pixels of the large picture.</param>
/// <param name="Noise">The strongest Gaussian noise, as a standard deviation of values in [0, 1].</param>
internal sealed record OneStageDegradation(double Clean, double Blur, double Noise) : Degradation(Clean)
{
    protected override Tensor Spoil(Tensor x, int scale, BatchRandom chance)
    {
        var (b, h, w) = (x.size(0), x.size(2) / scale, x.size(3) / scale);
        x = Blur > 0
            ? Filtered(x, Gaussians(chance.Rows(b, (rows, random) => rand([rows], device: random.device, generator: random)) * Blur))
            : x;
        x = chance.Pick(1 / 3.0, 1 / 3.0, 1 / 3.0) switch
        {
            0 => F.interpolate(x, [h, w], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true),
            1 => F.interpolate(x, [h, w], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true),
            _ => F.avg_pool2d(x, scale),
        };
        return Degradations.Noise.Gaussian(x, 0, Noise, grey: 0, chance);
    }

    // deviations [b] to kernels [b, k, k]
    private Tensor Gaussians(Tensor deviations)
    {
        var radius = (int)Math.Ceiling(3 * Blur);
        var places = arange((2 * radius) + 1, device: deviations.device).to(ScalarType.Float32) - radius;                         // [k]
        var line = (places.square().unsqueeze(0) / (deviations.clamp(0.05, 100).square() * -2).unsqueeze(1)).exp();         // [b, k]
        line /= line.sum([1], keepdim: true);
        return line.unsqueeze(2) * line.unsqueeze(1);
    }
}
