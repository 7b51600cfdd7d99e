using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Tests;
using Atelier.Training.Data;
using Atelier.Training.Data.Sources;

namespace Atelier.Training.Tests.Data.Sources;

public sealed class GlyphPicturesTests : IDisposable
{
    private const int Size = 64;
    private readonly TinyGlyphs _glyphs = new();

    private int AllTrained => Enumerable.Range(0, 1000).First(seed => new GlyphSplit(seed).HeldOut(_glyphs.Set).Length == 0);

    public void Dispose() => _glyphs.Dispose();

    [Fact]
    public void Batches_GoOnWhereTheyWereLeft()
    {
        var sampler = new GlyphSampler(_glyphs.Set, _glyphs.Set.Glyphs, 7, Size);
        var options = new DataOptions
        {
            Source = DataSource.Glyphs, Path = _glyphs.Folder, Size = Size, Glyphs = new() { Split = AllTrained, Seed = 7 },
        };
        using var source = options.Open(DataSplit.Train);
        using var batches = new DataLoader(source, options, 4, seed: 1, firstBatch: 5);

        var (fifth, sixth) = (batches.Next(), batches.Next());

        Assert.Equal(Enumerable.Range(20, 8).Select(k => sampler.Render(k).Caption), fifth.Captions.Concat(sixth.Captions));
        Assert.Equal(Enumerable.Range(20, 4).Select(k => sampler.Render(k).HardNegative), fifth.HardNegatives);
        Assert.Equal(sampler.Render(25).Caption, source.CaptionOf(25));
        Assert.Equal(sampler.Render(25).Pixels, sixth.Pixels[(Size * Size * 3)..(2 * Size * Size * 3)]);
    }

    [Fact]
    public void PlainPictures_AreDrawingsInTheirOwnColoursOnWhite()
    {
        var options = new DataOptions
        {
            Source = DataSource.Glyphs, Path = _glyphs.Folder, Size = Size, Glyphs = new() { Split = AllTrained, Plain = true },
        };
        using var source = options.Open(DataSplit.Train);

        Assert.All(Enumerable.Range(0, 60), k =>
        {
            Assert.All(new[] { "apple", "mushroom" }, icon => Assert.DoesNotContain(icon, source.CaptionOf(k)));
            Assert.DoesNotContain("background", source.CaptionOf(k).Replace("on a white background", "", StringComparison.Ordinal));
            Assert.All(source.Read(k).Pixels[..3], value => Assert.Equal(255, value)); // in the corner
        });
    }

    [Fact]
    public void ASource_KeepsTrainingAndTestApart()
    {
        var options = new DataOptions
        {
            Source = DataSource.Glyphs,
            Path = _glyphs.Folder,
            Size = 8,
            Glyphs = new() { Split = _glyphs.Split, Test = GlyphTest.Concepts, Scenes = 0 },
        };
        var split = new GlyphSplit(_glyphs.Split);
        using var train = options.Open(DataSplit.Train);
        using var test = options.Open(DataSplit.Test);

        Assert.All(Enumerable.Range(0, 60), k => Assert.DoesNotContain(
            split.HeldOut(_glyphs.Set), glyph => train.CaptionOf(k).Contains(glyph.Concept, StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(0, 60), k => Assert.DoesNotContain(
            split.Train(_glyphs.Set), glyph => test.CaptionOf(k).Contains(glyph.Concept, StringComparison.Ordinal)));
        Assert.Contains("no drawings to test on", Assert.ThrowsAny<Core.AtelierException>(
            () => (options with { Glyphs = options.Glyphs with { Test = GlyphTest.Renderings } }).Open(DataSplit.Test)).Message);
    }
}
