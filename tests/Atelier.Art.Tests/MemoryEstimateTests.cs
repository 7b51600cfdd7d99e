using System.Globalization;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Generators;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Models.Clip;

namespace Atelier.Art.Tests;

public class MemoryEstimateTests
{
    // VQGAN f16 1024 and ViT-B/32
    private static readonly MemoryEstimate Large =
        new(VqganGenerator.Describe(new()), [new ClipOptions()], 235_000_000, Fast: true, Starts: false);

    private static GeneratorTraits Shipped => GeneratorRegistry.Find(new()).Traits;

    [Theory]
    [InlineData(256, 32, 2103)] // peaks of 'bench imagine' in MB, bf16
    [InlineData(128, 4, 1314)]
    public void Estimate_IsNearThePeaksMeasured(int size, int cutn, double measured) =>
        Assert.InRange(Large.Bytes(size, size, cutn) / 1048576, measured * 0.85, measured * 1.25);

    [Theory]
    [InlineData(128, 12, 348)] // peaks of 'imagine --init-noise codes' in MB, bf16
    [InlineData(128, 256, 1396)]
    [InlineData(512, 12, 827)]
    public void EstimateOfTheShippedModels_IsNearThePeaksMeasured(int size, int cutn, double measured) =>
        Assert.InRange(MemoryEstimate.FromFiles(Shipped, [ModelHub.Find("clip-glyphs")], fast: true, starts: false)
            .Bytes(size, size, cutn) / 1048576, measured * 0.85, measured * 1.25);

    [Fact]
    public void Estimate_GrowsWithPictureCutoutsAndPrecision()
    {
        Assert.True(Large.Bytes(512, 512, 32) > Large.Bytes(256, 256, 32));
        Assert.True(Large.Bytes(256, 256, 64) > Large.Bytes(256, 256, 32));
        Assert.True((Large with { Fast = false }).Bytes(256, 256, 32) > Large.Bytes(256, 256, 32));
    }

    [Fact]
    public void Estimate_OfLoadedNetworks_CountsThemNotTwice()
    {
        var loaded = Large with { AreLoaded = true };
        Assert.Equal(Large.Bytes(512, 512, 64) - loaded.Bytes(512, 512, 64), 330e6 + (2.0 * Large.Weights), 1.0);
        var options = new ImagineOptions { Width = 256, Height = 256, Cutn = 32 };
        var free = (Large.Bytes(256, 256, 32, count: 4) / 0.95) - 1e6; // a little less than four together need
        Assert.Equal((3, 4), (Large.Together(options, free, 4), loaded.Together(options, free, 4)));
        loaded.Require(options, loaded.Room(options) + 1);
        Assert.Throws<NotEnoughMemoryException>(() => loaded.Require(options, loaded.Room(options) - 1e6));
    }

    [Fact]
    public void Require_OfMoreThanIsFree_TellsWhatWouldFit_AndItDoes()
    {
        var options = new ImagineOptions { Width = 512, Height = 512, Cutn = 64 };

        var message = Assert.ThrowsAny<AtelierException>(() => Large.Require(options, 3.5e9)).Message;

        var size = int.Parse(message.Split("a size of ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(size, 64, 511);
        Large.Require(options with { Width = size, Height = size }, 3.5e9);
        Assert.Contains("3.5 GB are free", message);
        Large.Require(options with { Width = 128, Height = 128, Cutn = 8 }, 3e9);
    }

    [Fact]
    public void Require_WhereNotEvenTheWeightsFit_SaysSo() =>
        Assert.Contains(
            "larger machine",
            Assert.Throws<NotEnoughMemoryException>(() => Large.Require(new() { Width = 64, Height = 64, Cutn = 8 }, 5e8)).Message);

    [Fact]
    public void Of_TheShippedModels_ReadsHeadersOnly()
    {
        var estimate = MemoryEstimate.FromFiles(Shipped, [ModelHub.Find("clip-glyphs")], fast: true, starts: true);

        Assert.InRange(estimate.Weights, 10_000_000, 13_000_000);
        Assert.InRange(estimate.Bytes(128, 128, 12), 4e8, 9e8);
        Assert.True(MemoryEstimate.Free() > 0);
    }
}
