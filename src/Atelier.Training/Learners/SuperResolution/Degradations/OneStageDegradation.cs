namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Gaussian blur, downscaling with one of three filters, and Gaussian noise. Blur and noise differ between pictures.</summary>
/// <param name="Clean">Fraction of batches that are only downscaled.</param>
/// <param name="Blur">Largest standard deviation of the blur, in pixels of the large picture.</param>
/// <param name="Noise">Largest standard deviation of the noise, for values in [0, 1].</param>
internal sealed record OneStageDegradation(double Clean, double Blur, double Noise) : Degradation(Clean)
{
    protected override Tensor Degrade(Tensor x, int scale, BatchRandom random)
    {
        var (b, h, w) = (x.size(0), x.size(2) / scale, x.size(3) / scale);
        x = Blur > 0
            ? Filter(x, Gaussians(random.Rows(b, (rows, generator) => rand([rows], device: generator.device, generator: generator)) * Blur))
            : x;
        x = random.Pick(1 / 3.0, 1 / 3.0, 1 / 3.0) switch
        {
            0 => F.interpolate(x, [h, w], mode: InterpolationMode.Bicubic, align_corners: false, antialias: true),
            1 => F.interpolate(x, [h, w], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true),
            _ => F.avg_pool2d(x, scale),
        };
        return Degradations.Noise.Gaussian(x, 0, Noise, greyProbability: 0, random);
    }

    // standard deviations [b] -> kernels [b, k, k]
    private Tensor Gaussians(Tensor deviations)
    {
        var radius = (int)Math.Ceiling(3 * Blur);
        var offsets = arange((2 * radius) + 1, device: deviations.device).to(ScalarType.Float32) - radius;                  // [k]
        var line = (offsets.square().unsqueeze(0) / (deviations.clamp(0.05, 100).square() * -2).unsqueeze(1)).exp();         // [b, k]
        line /= line.sum([1], keepdim: true);
        return line.unsqueeze(2) * line.unsqueeze(1);
    }
}
