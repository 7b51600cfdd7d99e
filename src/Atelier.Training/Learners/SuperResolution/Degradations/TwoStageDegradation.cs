namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Real-ESRGAN's second-order degradation (Wang et al., 2021, section 3, with the ranges of its released options): blur, resizing,
/// noise and JPEG, twice, and a final sinc filter before or after the second JPEG. Kernels, noise and qualities differ between pictures;
/// sizes and orders are the same for a batch.</summary>
/// <param name="Clean">Fraction of batches that are only downscaled.</param>
/// <param name="Strength">1 for the released ranges; 0 narrows all of them to no degradation.</param>
internal sealed record TwoStageDegradation(double Clean, double Strength) : Degradation(Clean)
{
    private static readonly Stage First = new(
        BlurProbability: 1, MaxSigma: 3, Up: 0.2, Down: 0.7, MinScale: 0.15, MaxScale: 1.5, MaxGaussian: 30, MaxPoisson: 3);
    private static readonly Stage Second = new(
        BlurProbability: 0.8, MaxSigma: 1.5, Up: 0.3, Down: 0.4, MinScale: 0.3, MaxScale: 1.2, MaxGaussian: 25, MaxPoisson: 2.5);

    /// <summary>The ranges of one of the two stages.</summary>
    /// <param name="BlurProbability">Fraction of batches that are blurred.</param>
    /// <param name="MaxSigma">Largest standard deviation of the blur, in pixels; the smallest is 0.2.</param>
    /// <param name="Up">Fraction of batches that are upscaled.</param>
    /// <param name="Down">Fraction of batches that are downscaled.</param>
    /// <param name="MinScale">Smallest scale.</param>
    /// <param name="MaxScale">Largest scale.</param>
    /// <param name="MaxGaussian">Largest standard deviation of Gaussian noise, for values up to 255; the smallest is 1.</param>
    /// <param name="MaxPoisson">Largest scale of Poisson noise; the smallest is 0.05.</param>
    private sealed record Stage(
        double BlurProbability,
        double MaxSigma,
        double Up,
        double Down,
        double MinScale,
        double MaxScale,
        double MaxGaussian,
        double MaxPoisson);

    protected override Tensor Degrade(Tensor x, int scale, BatchRandom random)
    {
        var (h, w) = (x.size(2), x.size(3));
        x = Jpeg.Apply(DegradeOnce(x, First, h, w, random), Qualities(x, random));
        x = DegradeOnce(x, Second, h / scale, w / scale, random);
        if (random.Happens(0.5))
        {
            x = Jpeg.Apply(FinalSinc(Resize(x, h / scale, w / scale, random), random), Qualities(x, random));
        }
        else
        {
            x = FinalSinc(Resize(Jpeg.Apply(x, Qualities(x, random)), h / scale, w / scale, random), random);
        }

        return (x.clamp(0, 1) * 255).round() / 255;
    }

    // blur, a random size around h × w, and noise
    private Tensor DegradeOnce(Tensor x, Stage stage, long h, long w, BatchRandom random)
    {
        x = random.Happens(stage.BlurProbability) ? Filter(x, Kernels(x, random, () => Blur(stage.MaxSigma, random))) : x;
        var factor = random.Pick(stage.Up, stage.Down, 1 - stage.Up - stage.Down) switch
        {
            0 => random.Between(1, Narrowed(1, stage.MaxScale)),
            1 => random.Between(Narrowed(1, stage.MinScale), 1),
            _ => 1,
        };
        x = Resize(x, Math.Max(8, (long)(h * factor)), Math.Max(8, (long)(w * factor)), random).clamp(0, 1);
        return random.Happens(0.5)
            ? Noise.Gaussian(x, Strength / 255, Narrowed(0, stage.MaxGaussian / 255), greyProbability: 0.4, random)
            : Noise.Poisson(x, 0.05 * Strength, Narrowed(0, stage.MaxPoisson), greyProbability: 0.4, random);
    }

    private Tensor FinalSinc(Tensor x, BatchRandom random) => Filter(
        x, Kernels(x, random, () => random.Happens(0.8) ? BlurKernel.Sinc(Size(random), Cutoff(1 / 3.0, random)) : BlurKernel.Identity));

    private static Tensor Resize(Tensor x, long h, long w, BatchRandom random) => random.Pick(1 / 3.0, 1 / 3.0, 1 / 3.0) switch
    {
        0 => F.adaptive_avg_pool2d(x, [h, w]),
        1 => F.interpolate(x, [h, w], mode: InterpolationMode.Bilinear, align_corners: false),
        _ => F.interpolate(x, [h, w], mode: InterpolationMode.Bicubic, align_corners: false),
    };

    // [b, k, k]
    private static Tensor Kernels(Tensor x, BatchRandom random, Func<float[]> draw) => tensor(
        (float[])[.. random.Each(x.size(0), draw).SelectMany(kernel => kernel)],
        [x.size(0), BlurKernel.Side, BlurKernel.Side]).to(x.device);

    private float[] Blur(double maxSigma, BatchRandom random)
    {
        var size = Size(random);
        if (random.Happens(0.1))
        {
            return BlurKernel.Sinc(size, Cutoff(size < 13 ? 1 / 3.0 : 1 / 5.0, random));
        }

        var kind = random.Pick(0.45, 0.25, 0.12, 0.03, 0.12, 0.03); // isotropic and anisotropic: Gaussian, generalized Gaussian, plateau
        var sigmaX = random.Between(0.2, Narrowed(0.2, maxSigma));
        var sigmaY = kind % 2 == 0 ? sigmaX : random.Between(0.2, Narrowed(0.2, maxSigma));
        var angle = kind % 2 == 0 ? 0 : random.Between(-Math.PI, Math.PI);
        return (kind / 2) switch
        {
            0 => BlurKernel.Gaussian(size, sigmaX, sigmaY, angle),
            1 => BlurKernel.Gaussian(size, sigmaX, sigmaY, angle, Power(4, random)),
            _ => BlurKernel.Plateau(size, sigmaX, sigmaY, angle, Power(2, random)),
        };
    }

    // half of them below 1, if the range has values below
    private static double Power(double highest, BatchRandom random) =>
        random.Happens(0.5) && highest > 2 ? random.Between(0.5, 1) : random.Between(1, highest);

    private static int Size(BatchRandom random) => 7 + (2 * (int)random.Between(0, 7.999));

    private double Cutoff(double lowest, BatchRandom random) => Math.PI * random.Between(Narrowed(1, lowest), 1);

    private double[] Qualities(Tensor x, BatchRandom random) => random.Each(x.size(0), () => random.Between(Narrowed(95, 30), 95));

    private double Narrowed(double neutral, double strongest) => neutral + ((strongest - neutral) * Strength);
}
