using Atelier.Art.Colouring;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Tests;

namespace Atelier.Art.Tests.Colouring;

/// <summary>Released networks colour as their authors' program does; sketches keep their proportions.</summary>
public sealed class SketchColouringTests
{
    private static readonly string Plain = Golden.Locate("pix2pix-tiny", "latest_net_G.pth")!;   // five levels, no dropout
    private static readonly string Dropping = Golden.Locate("pix2pix-tiny", "unet6_net_G.pth")!; // with dropout

    [Theory]
    [InlineData(null, true)]
    [InlineData(NormStatistics.Picture, true)]
    [InlineData(NormStatistics.Running, false)]
    public void Colour_IsTheNetworksOutput(NormStatistics? statistics, bool training)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sketch = Sketch(64, 64);
        using var network = Pix2PixFile.Load(ModelFiles.Find(Plain));
        network.train(training);
        var expected = (network.call((sketch.ToTensor() * 2) - 1) + 1) / 2;
        using var colouring = SketchColouring.Open(Plain);

        var (_, coloured) = colouring.Colour(sketch, new() { Size = 64, Statistics = statistics });

        Assert.Equal(expected.ToPicture().Pixels, coloured.Pixels);
    }

    [Fact]
    public void Sketches_OfAnySize_KeepTheirProportions()
    {
        using var colouring = SketchColouring.Open(Plain);

        foreach (var (width, height, size) in new[] { (100, 37, 100), (1, 50, 40), (33, 64, 64) })
        {
            var (seen, coloured) = colouring.Colour(Sketch(width, height), new() { Size = size, Outlines = true });

            Assert.Equal(Picture.FitSize(width, height, size), (coloured.Width, coloured.Height));
            Assert.Equal((coloured.Width, coloured.Height), (seen.Width, seen.Height));
        }
    }

    [Fact]
    public void Dropout_DependsOnTheSeedAlone()
    {
        using var colouring = SketchColouring.Open(Dropping);
        byte[] Pixels(ulong seed, NormStatistics statistics) =>
            colouring.Colour(Sketch(64, 64), new() { Size = 64, Seed = seed, Statistics = statistics }).Coloured.Pixels;

        var first = Pixels(1, NormStatistics.Picture);

        Assert.NotEqual(first, Pixels(2, NormStatistics.Picture));
        Assert.Equal(first, Pixels(1, NormStatistics.Picture));
        Assert.Equal(Pixels(1, NormStatistics.Running), Pixels(2, NormStatistics.Running));
    }

    [Fact]
    public void OtherNetworks_AreRefused() =>
        Assert.Contains("no U-Net", Assert.Throws<ModelFileException>(() => SketchColouring.Open("clip-glyphs")).Message);

    // a black square on white
    private static Picture Sketch(int width, int height)
    {
        var sketch = Picture.Blank(width, height, Colour.White);
        sketch.Paste(Picture.Blank(Math.Max(1, width / 2), Math.Max(1, height / 2), new(0, 0, 0)), width / 4, height / 4);
        return sketch;
    }
}
