namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>Real-ESRGAN's second-order model (Wang et al., 2021, section 3, with the ranges of its released options): blur, resizing,
/// noise and JPEG, twice over, and a last sinc filter before or after the second JPEG. Kernels, noise and qualities are of each
/// picture, sizes and orders of the batch.</summary>
/// <param name="Clean">Share of batches that are only shrunk.</param>
/// <param name="Strength">1 for the released ranges; less narrows all of them towards no harm at all, at 0.</param>
internal sealed record TwoStageDegradation(double Clean, double Strength) : Degradation(Clean)
{
    private static readonly Stage First = new(
        Blurred: 1, Deviation: 3, Larger: 0.2, Smaller: 0.7, SmallestSize: 0.15, LargestSize: 1.5, Noise: 30, Counting: 3);
    private static readonly Stage Second = new(
        Blurred: 0.8, Deviation: 1.5, Larger: 0.3, Smaller: 0.4, SmallestSize: 0.3, LargestSize: 1.2, Noise: 25, Counting: 2.5);

    /// <summary>The ranges of one of the two stages.</summary>
    /// <param name="Blurred">Share of batches that are blurred.</param>
    /// <param name="Deviation">The widest blur, in pixels; the narrowest is 0.2.</param>
    /// <param name="Larger">Share of batches that are enlarged.</param>
    /// <param name="Smaller">Share of batches that are shrunk.</param>
    /// <param name="SmallestSize">How far they are shrunk.</param>
    /// <param name="LargestSize">How far they are enlarged.</param>
    /// <param name="Noise">The strongest normal noise, of values to 255; the weakest is 1.</param>
    /// <param name="Counting">The strongest Poisson noise; the weakest is 0.05.</param>
    private sealed record Stage(
        double Blurred,
        double Deviation,
        double Larger,
        double Smaller,
        double SmallestSize,
        double LargestSize,
        double Noise,
        double Counting);

    protected override Tensor Spoil(Tensor x, int scale, BatchRandom chance)
    {
        var (h, w) = (x.size(2), x.size(3));
        x = Jpeg.Apply(Worn(x, First, h, w, chance), Qualities(x, chance));
        x = Worn(x, Second, h / scale, w / scale, chance);
        if (chance.Happens(0.5))
        {
            x = Jpeg.Apply(Last(Resized(x, h / scale, w / scale, chance), chance), Qualities(x, chance));
        }
        else
        {
            x = Last(Resized(Jpeg.Apply(x, Qualities(x, chance)), h / scale, w / scale, chance), chance);
        }

        return (x.clamp(0, 1) * 255).round() / 255;
    }

    // blurred, of another size near h × w, and noisy
    private Tensor Worn(Tensor x, Stage stage, long h, long w, BatchRandom chance)
    {
        x = chance.Happens(stage.Blurred) ? Filtered(x, Kernels(x, chance, () => Blur(stage.Deviation, chance))) : x;
        var factor = chance.Pick(stage.Larger, stage.Smaller, 1 - stage.Larger - stage.Smaller) switch
        {
            0 => chance.Between(1, Narrowed(1, stage.LargestSize)),
            1 => chance.Between(Narrowed(1, stage.SmallestSize), 1),
            _ => 1,
        };
        x = Resized(x, Math.Max(8, (long)(h * factor)), Math.Max(8, (long)(w * factor)), chance).clamp(0, 1);
        return chance.Happens(0.5)
            ? Noise.Gaussian(x, Strength / 255, Narrowed(0, stage.Noise / 255), grey: 0.4, chance)
            : Noise.Poisson(x, 0.05 * Strength, Narrowed(0, stage.Counting), grey: 0.4, chance);
    }

    private Tensor Last(Tensor x, BatchRandom chance) => Filtered(
        x, Kernels(x, chance, () => chance.Happens(0.8) ? BlurKernel.Sinc(Size(chance), Cutoff(1 / 3.0, chance)) : BlurKernel.None));

    private static Tensor Resized(Tensor x, long h, long w, BatchRandom chance) => chance.Pick(1 / 3.0, 1 / 3.0, 1 / 3.0) switch
    {
        0 => F.adaptive_avg_pool2d(x, [h, w]),
        1 => F.interpolate(x, [h, w], mode: InterpolationMode.Bilinear, align_corners: false),
        _ => F.interpolate(x, [h, w], mode: InterpolationMode.Bicubic, align_corners: false),
    };

    // [b, k, k]
    private static Tensor Kernels(Tensor x, BatchRandom chance, Func<float[]> draw) => tensor(
        (float[])[.. chance.Each(x.size(0), draw).SelectMany(kernel => kernel)],
        [x.size(0), BlurKernel.Side, BlurKernel.Side]).to(x.device);

    private float[] Blur(double widest, BatchRandom chance)
    {
        var size = Size(chance);
        if (chance.Happens(0.1))
        {
            return BlurKernel.Sinc(size, Cutoff(size < 13 ? 1 / 3.0 : 1 / 5.0, chance));
        }

        var kind = chance.Pick(0.45, 0.25, 0.12, 0.03, 0.12, 0.03); // round and stretched: Gaussian, generalised, plateau
        var along = chance.Between(0.2, Narrowed(0.2, widest));
        var across = kind % 2 == 0 ? along : chance.Between(0.2, Narrowed(0.2, widest));
        var angle = kind % 2 == 0 ? 0 : chance.Between(-Math.PI, Math.PI);
        return (kind / 2) switch
        {
            0 => BlurKernel.Gaussian(size, along, across, angle),
            1 => BlurKernel.Gaussian(size, along, across, angle, Power(4, chance)),
            _ => BlurKernel.Plateau(size, along, across, angle, Power(2, chance)),
        };
    }

    // half of them below 1 where the range reaches below
    private static double Power(double highest, BatchRandom chance) =>
        chance.Happens(0.5) && highest > 2 ? chance.Between(0.5, 1) : chance.Between(1, highest);

    private static int Size(BatchRandom chance) => 7 + (2 * (int)chance.Between(0, 7.999));

    private double Cutoff(double lowest, BatchRandom chance) => Math.PI * chance.Between(Narrowed(1, lowest), 1);

    private double[] Qualities(Tensor x, BatchRandom chance) => chance.Each(x.size(0), () => chance.Between(Narrowed(95, 30), 95));

    private double Narrowed(double harmless, double worst) => harmless + ((worst - harmless) * Strength);
}
