using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Nn.Tests;

public class RowConvolutionTests
{
    private const double Rounding = 1.5 / 128; // of bf16, of the largest value there is

    public static TheoryData<int, int, int, int> Sizes { get; } = new()
    {
        { 3, 16, 5, 7 }, { 64, 64, 9, 50 }, { 8, 32, 6, 33 }, { 16, 48, 4, 100 }, { 8, 3, 1, 1 }, { 12, 8, 2, 64 }, { 16, 8, 3, 81 },
    };

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public void WithAnActivation_MatchesLibtorch(int inChannels, int outChannels, int height, int width)
    {
        using var scope = TensorScope.Enter();
        using var random = Supported();
        var (convolution, x) = Draw(random, inChannels, outChannels, height, width);
        var slope = Tensor.Rand([outChannels], random);
        using var rows = new RowConvolution(convolution, slope);

        var y = rows.Forward(FeatureRows.Of(x)).ToPicture(outChannels);

        AssertNear(Functional.PRelu(convolution.Forward(x), slope), y);
    }

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public void OfDoubledPictures_MatchesLibtorch_AndLeavesTheMarginsZero(int inChannels, int outChannels, int height, int width)
    {
        using var scope = TensorScope.Enter();
        using var random = Supported();
        var (convolution, x) = Draw(random, inChannels, outChannels, height, width);
        using var rows = new RowConvolution(convolution, Tensor.Full([1], 0.2), doubled: true);

        var result = rows.Forward(FeatureRows.Of(x));

        AssertNear(convolution.Forward(Functional.UpsampleNearest(x, 2)).LeakyRelu(0.2), result.ToPicture(outChannels));
        Assert.Equal(0, result.Numbers.Narrow(3, 0, 16).Abs().Max().Item());
        Assert.Equal(0, result.Numbers.Narrow(3, 16 + (2 * width), result.Numbers.Size(3) - 16 - (2 * width)).Abs().Max().Item());
    }

    [SkippableFact]
    public void BesideWhatItReads_WithTwoShortcuts_MatchesLibtorch()
    {
        using var scope = TensorScope.Enter();
        using var random = Supported();
        var (convolution, x) = Draw(random, 16, 8, 7, 40);
        var (one, two) = (Tensor.Rand([2, 8, 7, 40], random), Tensor.Rand([2, 8, 7, 40], random));
        using var rows = new RowConvolution(convolution);
        var map = FeatureRows.Blank(2, 24, 7, 40);
        map.Part(0, 16).Numbers.CopyInPlace(FeatureRows.Of(x).Numbers);
        var second = FeatureRows.Of(two);

        rows.Forward(map.Part(0, 16), map.Part(16, 8), FeatureRows.Of(one), 0.2, second, 0.5);
        rows.Forward(map.Part(0, 16), second, FeatureRows.Of(one), 0.2, second, 0.5); // in the place of what is added

        var expected = (((convolution.Forward(x) * 0.2) + one) * 0.5) + two;
        AssertNear(expected, map.Part(16, 8).ToPicture(8));
        AssertNear(expected, second.ToPicture(8));
        AssertNear(x, map.Part(0, 16).ToPicture(16));
    }

    [SkippableFact]
    public void ToPicture_ShufflesPixelsAndAddsTheSmallPicture()
    {
        using var scope = TensorScope.Enter();
        using var random = Supported();
        var (x, small) = (Tensor.Rand([2, 12, 4, 9], random), Tensor.Rand([2, 3, 4, 9], random));

        AssertNear(Functional.PixelShuffle(x, 2) + Functional.UpsampleNearest(small, 2), FeatureRows.Of(x).ToPicture(3, 2, small));
    }

    private static RandomGenerator Supported()
    {
        Skip.IfNot(RowConvolution.IsSupported, "this processor has no AVX512-BF16, or has AMX besides");
        return new(5, Device.Cpu);
    }

    private static (Conv2d Convolution, Tensor X) Draw(RandomGenerator random, int inChannels, int outChannels, int height, int width)
    {
        var convolution = new Conv2d(Weights.Fresh(random), inChannels, outChannels, kernel: 3);
        convolution.Weight.Value.RequireGradient(false);
        convolution.Bias!.Value.RequireGradient(false);
        return (convolution, Tensor.Rand([2, inChannels, height, width], random) - 0.5);
    }

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var (off, largest) = ((expected - actual).Abs().Max().Item(), expected.Abs().Max().Item());
        Assert.True(off <= Rounding * largest, $"off by {off:G3}, the largest value is {largest:G3}");
    }
}
