using Atelier.Imaging.Pictures;
using Atelier.Torch.Distributed;
using Atelier.Training.Learners.SuperResolution.Degradations;

namespace Atelier.Training.Tests.Learners.SuperResolution;

public sealed class DegradationTests
{
    public static TheoryData<string> Kernels { get; } = new("gaussian", "stretched", "generalised", "plateau", "sinc", "none");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryKernel_SumsToOne_AndIsTheSameTurnedByHalf(string name)
    {
        var kernel = Kernel(name);

        Assert.Equal(BlurKernel.Side * BlurKernel.Side, kernel.Length);
        Assert.Equal(1, kernel.Sum(value => (double)value), 5);
        Assert.All(kernel.Zip(kernel.Reverse()), pair => Assert.Equal(pair.First, pair.Second, 6));
    }

    [Fact]
    public void Kernels_AreOfTheirKind()
    {
        var (round, narrow, sharp, flat, sinc) =
            (Kernel("gaussian"), Kernel("stretched"), Kernel("generalised"), Kernel("plateau"), Kernel("sinc"));

        Assert.Equal(At(round, 2, 0), At(round, 0, 2), 6);
        Assert.Equal(Math.Exp(-4 / (2 * 1.5 * 1.5)), At(round, 2, 0) / At(round, 0, 0), 5);
        Assert.True(At(narrow, 3, 0) > 10 * At(narrow, 0, 3));
        Assert.True(At(sharp, 6, 0) / At(sharp, 0, 0) > At(round, 6, 0) / At(round, 0, 0)); // p below 1: long tails
        Assert.True(At(flat, 1, 0) / At(flat, 0, 0) > 0.6);
        Assert.Contains(sinc, value => value < 0);                                            // it rings
        Assert.Equal(0, At(round, 7, 0));                                                     // beyond its size
    }

    [Fact]
    public void Sinc_IsTheRoundLowPassFilter()
    {
        // J₁(2 r) / (2π r) · 2 at r = 1: J₁(2) = 0.5767248077568734
        var kernel = Kernel("sinc");

        Assert.Equal(2 * 0.5767248077568734 / (2 * Math.PI) / (4 / (4 * Math.PI)), At(kernel, 1, 0) / At(kernel, 0, 0), 5);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    public void TheTwoStages_AreTheSameForTheSameSeed_AndOthersForAnother(double strength)
    {
        using var scope = NewDisposeScope();
        var (large, degradation) = (Large(), new TwoStageDegradation(0, strength));

        var several = Enumerable.Range(1, 6).Select(seed => Degraded((ulong)seed)).ToList();

        Assert.All(several, small => Assert.Equal([4, 3, 24, 16], small.shape));
        Assert.All(several, small => Assert.InRange(small.max().ToDouble(), 0, 1));
        Assert.All(several, small => Assert.InRange(small.min().ToDouble(), 0, 1));
        Assert.All(several, small => Assert.Equal(0, ((small * 255) - (small * 255).round()).abs().max().ToDouble(), 3)); // bytes
        Assert.All(Enumerable.Range(1, 6), seed => Assert.Equal(several[seed - 1].ToBytes(), Degraded((ulong)seed).ToBytes()));
        Assert.All(several.Skip(1), small => Assert.NotEqual(several[0].ToBytes(), small.ToBytes()));

        Tensor Degraded(ulong seed)
        {
            using var random = new Generator(seed, CPU);
            return degradation.Apply(large, 4, new BatchRandom(random, new SingleProcess()));
        }
    }

    [Fact]
    public void MoreStrength_DoesMoreHarm()
    {
        using var scope = NewDisposeScope();
        var (large, clean) = (Large(), Degradation.Downscale(Large(), 4));

        double Harm(double strength) => Enumerable.Range(1, 8).Average(seed =>
        {
            using var random = new Generator((ulong)seed, CPU);
            return (new TwoStageDegradation(0, strength).Apply(large, 4, new BatchRandom(random, new SingleProcess())) - clean).square()
                .mean().ToDouble();
        });
        var (none, half, all) = (Harm(0), Harm(0.5), Harm(1));

        Assert.True(none < half / 2 && half < all, $"{none} {half} {all}");
    }

    [Fact]
    public void ACleanBatch_IsOnlyShrunk()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        var large = Large();

        Assert.Equal(
            Degradation.Downscale(large, 4).ToBytes(),
            new TwoStageDegradation(1, 1).Apply(large, 4, new BatchRandom(random, new SingleProcess())).ToBytes());
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(90)]
    public void Jpeg_LosesWhatARealOneLoses(int quality)
    {
        using var scope = NewDisposeScope();
        Tensor Golden(string name) => Picture.Load(Path.Combine(Atelier.Tests.Golden.Root, "tests", "goldens", "jpeg", name)).ToTensor();
        var (picture, real) = (Golden("picture.png"), Golden($"{quality}.jpg")); // libjpeg's

        var ours = Jpeg.Apply(picture, [quality]);

        double Apart(Tensor a, Tensor b) => Similarity.Psnr((a - b).square().mean().ToDouble());
        Assert.Equal(Apart(real, picture), Apart(ours, picture), 0.3);
        Assert.True(
            Apart(ours, real) > Apart(real, picture) + 8,
            $"{Apart(ours, real):F1} dB from the real one, which is {Apart(real, picture):F1} dB from the picture");
    }

    [Fact]
    public void Jpeg_TakesAQualityForEachPicture_AndAnySize()
    {
        using var scope = NewDisposeScope();
        var x = Large().narrow(0, 0, 1).narrow(2, 0, 37).narrow(3, 0, 29);

        var both = Jpeg.Apply(cat([x, x], 0), [95, 10]);

        Assert.Equal([2, 3, 37, 29], both.shape);
        Assert.True((both.select(0, 0) - x.select(0, 0)).abs().mean()
            .ToDouble() < (both.select(0, 1) - x.select(0, 0)).abs().mean().ToDouble() / 2);
    }

    [Fact]
    public void Noise_HasItsStrength_AndIsGreyWhereItShallBe()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3, CPU);
        var (flat, chance) = (full([6, 3, 64, 64], 0.5), new BatchRandom(random, new SingleProcess()));

        var (coloured, grey) = (Noise.Gaussian(flat, 0.05, 0.05, 0, chance) - flat, Noise.Gaussian(flat, 0.05, 0.05, 1, chance) - flat);
        var counted = Noise.Poisson(flat + (linspace(0, 0.3, 64) / 1), 1, 1, 0, chance);

        Assert.Equal(0.05, coloured.std().ToDouble(), 0.002);
        Assert.Equal(0.05, grey.std().ToDouble(), 0.003);
        Assert.Equal(0, (grey.select(1, 0) - grey.select(1, 2)).abs().max().ToDouble(), 6);
        Assert.True((coloured.select(1, 0) - coloured.select(1, 2)).abs().max().ToDouble() > 0.1);
        Assert.Equal(Math.Sqrt(0.5 / 64), counted.narrow(3, 0, 1).std().ToDouble(), 0.01); // 64 levels
    }

    private static float[] Kernel(string name) => name switch
    {
        "gaussian" => BlurKernel.Gaussian(13, 1.5, 1.5, 0),
        "stretched" => BlurKernel.Gaussian(21, 3, 1, 0),
        "generalised" => BlurKernel.Gaussian(21, 1.5, 1.5, 0, 0.5),
        "plateau" => BlurKernel.Plateau(21, 1.5, 1.5, 0.3, 2),
        "sinc" => BlurKernel.Sinc(21, 2),
        _ => BlurKernel.Identity,
    };

    private static float At(float[] kernel, int x, int y) =>
        kernel[((y + (BlurKernel.Side / 2)) * BlurKernel.Side) + x + (BlurKernel.Side / 2)];

    // soft shapes and a hard edge [4, 3, 96, 64]
    private static Tensor Large()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(9, CPU);
        var soft = F.interpolate(
            rand([4, 3, 12, 8], device: random.device, generator: random),
            [96, 64],
            mode: InterpolationMode.Bicubic,
            align_corners: false).clamp(0, 1);
        return scope.MoveToOuter(
            (soft * 0.7) + (F.interpolate(rand([4, 3, 6, 4], device: random.device, generator: random), [96, 64]) * 0.3));
    }
}
