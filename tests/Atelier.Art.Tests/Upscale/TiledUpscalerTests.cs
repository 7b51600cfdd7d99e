using Atelier.Art.Upscale;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.SuperResolution;
using Atelier.Tests;

namespace Atelier.Art.Tests.Upscale;

/// <summary>A picture tile by tile is the whole picture.</summary>
public sealed class TiledUpscalerTests
{
    [Theory]
    [InlineData(100, 30, 8, 4, 1)]
    [InlineData(101, 32, 18, 8, 4)]
    [InlineData(7, 64, 8, 8, 2)]
    [InlineData(64, 32, 0, 0, 1)]
    public void Stretches_CoverTheAxis_AndCrossfadeOnce(int length, int tile, int overlap, int feather, int multiple)
    {
        var stretches = FeatheredTile.Cover(length, tile, overlap, feather, multiple);
        var weights = new double[length];

        foreach (var stretch in stretches)
        {
            Assert.True(stretch.From <= stretch.PasteFrom && stretch.PasteTo <= stretch.To && stretch.From % multiple == 0);
            var own = stretch.Weights(1);
            for (var x = stretch.PasteFrom; x < stretch.PasteTo; x++)
            {
                weights[x] = (weights[x] * (1 - own[x - stretch.PasteFrom])) + own[x - stretch.PasteFrom];
            }
        }

        Assert.All(weights, weight => Assert.Equal(1, weight, 5));
    }

    [Theory]
    [InlineData("srvgg", 3)]
    [InlineData("rrdb", 3)]
    [InlineData("srvgg", 4)]
    public void Tiles_GiveWhatTheWholePictureGives(string kind, int channels)
    {
        using var network = ToyUpscaler.Make(kind);
        using var picture = Photo(61, 45, channels);
        using var whole = new TiledUpscaler(network, new() { Tile = 0 }).Upscale(picture);
        using var tiled = new TiledUpscaler(network, new() { Tile = 16 }).Upscale(picture);

        Assert.Equal((244, 180, channels), (tiled.Width, tiled.Height, tiled.Channels));
        Assert.True(LargestDifference(whole, tiled) <= 1, $"{LargestDifference(whole, tiled)} of 255");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(2)]
    [InlineData(16)]
    public void ANetworkThatDoesNotEnlarge_IsUsedOnce_AndResamplingDoesTheRest(double scale)
    {
        using var random = new Generator(3);
        using var network = new SrvggNet(Weights.Fresh(random), new() { Features = 4, Convolutions = 1, Scale = 1 });
        using var picture = Photo(12, 9, 3);
        var told = new List<double>();

        using var large = new TiledUpscaler(network, new() { Scale = scale }).Upscale(picture, new Collect(told));

        Assert.Equal(((int)Math.Round(12 * scale), (int)Math.Round(9 * scale)), (large.Width, large.Height));
        Assert.Equal(1, told[^1], 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1.2)]
    [InlineData(7)]
    [InlineData(16)]
    public void AnyScaleFromOne_IsReached(double scale)
    {
        using var network = ToyUpscaler.Make("srvgg");
        using var picture = Photo(10, 6, 3);

        using var large = new TiledUpscaler(network, new() { Scale = scale }).Upscale(picture);

        Assert.Equal(((int)Math.Round(10 * scale), (int)Math.Round(6 * scale)), (large.Width, large.Height));
    }

    [Fact]
    public void Tiles_OfTheReleasedSmallNetwork_LeaveNoSeam()
    {
        using var network = Released("realesr-animevideov3-x4");
        using var picture = Photo(600, 450, 3);
        using var whole = new TiledUpscaler(network, new() { Tile = 0 }).Upscale(picture);
        using var tiled = new TiledUpscaler(network, new() { Tile = 128 }).Upscale(picture);

        Assert.True(LargestDifference(whole, tiled) <= 1, $"{LargestDifference(whole, tiled)} of 255"); // rounding
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tiles_OfTheReleasedSmallNetwork_AreTheWhole_BeforeAnyRounding(bool fast)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = Released("realesr-animevideov3-x4");
        if (fast)
        {
            network.ToBFloat16();
        }

        var (width, height) = fast ? (280, 220) : (600, 450); // bf16 is slow where the processor has none
        using var picture = Photo(width, height, 3);
        var whole = network.call(picture.Read(0, 0, width, height));
        var largest = 0.0;
        foreach (var y in FeatheredTile.Cover(height, 128, network.ReceptiveField, 8, 2))
        {
            foreach (var x in FeatheredTile.Cover(width, 128, network.ReceptiveField, 8, 2))
            {
                using var inner = NewDisposeScope();
                Tensor Kept(Tensor large, int left, int top) => large.narrow(2, (y.PasteFrom - top) * 4, (y.PasteTo - y.PasteFrom) * 4)
                    .narrow(3, (x.PasteFrom - left) * 4, (x.PasteTo - x.PasteFrom) * 4);
                var tile = network.call(picture.Read(x.From, y.From, x.To - x.From, y.To - y.From));
                largest = Math.Max(largest, (Kept(tile, x.From, y.From) - Kept(whole, 0, 0)).abs().max().ToDouble());
            }
        }

        Assert.True(largest < 1.0 / 255 / 100, $"{largest * 255} of 255"); // sums in another order at most
    }

    [Fact]
    public void Tiles_OfTheReleasedLargeNetwork_DifferLittle()
    {
        // it looks 94 pixels far, a tile sees 32
        using var network = Released("realesrgan-x4plus-anime");
        using var picture = Photo(120, 90, 3);
        using var whole = new TiledUpscaler(network, new() { Tile = 0 }).Upscale(picture);
        using var tiled = new TiledUpscaler(network, new() { Tile = 60 }).Upscale(picture);

        var differences = whole.Samples.Zip(tiled.Samples, (x, y) => Math.Abs(x - y)).ToArray();
        Assert.True(differences.Average() < 0.5, $"{differences.Average()} of 255 on average");
    }

    private static Upscaler Released(string name)
    {
        var bin = Golden.Outside("data-weights", "realesrgan", name + ".bin");
        Assert.SkipWhen(bin is null, "the released weights are not beside the checkout");
        return UpscalerFile.Load(ModelFiles.Find(bin!));
    }

    [Theory]
    [InlineData(1.5, 30, 24)]
    [InlineData(3, 60, 48)]
    [InlineData(8, 160, 128)]
    public void AnyScale_ComesOutExact(double scale, int width, int height)
    {
        using var network = ToyUpscaler.Make("srvgg");
        using var picture = Photo(20, 16, 3);
        var seen = new List<double>();

        using var large = new TiledUpscaler(network, new() { Scale = scale }).Upscale(picture, new Collect(seen));

        Assert.Equal((width, height), (large.Width, large.Height));
        Assert.Equal(1, seen[^1], 6);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void TransparentParts_LeaveNoFringe_AndStayTransparent()
    {
        // a red square on transparent green: no green may show through
        var pixels = new byte[24 * 24 * 4];
        for (var i = 0; i < 24 * 24; i++)
        {
            var inside = i % 24 is > 7 and < 16 && i / 24 is > 7 and < 16;
            (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 3]) = inside
                ? ((byte)255, (byte)0, (byte)255)
                : ((byte)0, (byte)255, (byte)0);
        }

        using var network = Neutral();
        using var large = new TiledUpscaler(network, new()).Upscale(FullPicture.From(new Picture(24, 24, 4, pixels)));

        Assert.Equal(0, large.Samples[3]);
        for (var i = 0; i < 96 * 96; i++)
        {
            if (large.Samples[(4 * i) + 3] > 8)
            {
                Assert.True(large.Samples[(4 * i) + 1] < 8, $"green {large.Samples[(4 * i) + 1]} at {i % 96}, {i / 96}");
            }
        }
    }

    // all weights zero: each pixel repeated
    private static SrvggNet Neutral()
    {
        using var random = new Generator(3);
        var network = new SrvggNet(Weights.Fresh(random), new() { Features = 4, Convolutions = 1 });
        network.Freeze();
        foreach (var parameter in network.state_dict())
        {
            parameter.Value.mul_(0);
        }

        return network;
    }

    private static FullPicture Photo(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y, c) = (i / channels % width, i / channels / width, i % channels);
            pixels[i] = c == 3
                ? (byte)(x < width / 2 ? 255 : 40 + y)
                : (byte)(128 + (60 * Math.Sin((x * 0.31) + c)) + (60 * Math.Cos((y * 0.17) - c)));
        }

        return FullPicture.From(new Picture(width, height, channels, pixels));
    }

    private static int LargestDifference(FullPicture a, FullPicture b) => a.Samples.Zip(b.Samples, (x, y) => Math.Abs(x - y)).Max();

    private sealed class Collect(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}
