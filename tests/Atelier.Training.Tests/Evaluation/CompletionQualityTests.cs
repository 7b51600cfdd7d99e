using Atelier.Art.Complete;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Models.Classifier;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Prior;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Training.Tests.Evaluation;

public sealed class CompletionQualityTests : IDisposable
{
    private readonly TinyData _folder = new();
    private readonly Generator _random = new(3);
    private readonly DataOptions _data;
    private readonly VqVaeModel _codec;
    private readonly CodePrior _prior;
    private readonly SmallClassifier _classifier;
    private readonly List<string> _skipped = [];

    public CompletionQualityTests()
    {
        _data = new() { Source = DataSource.Folder, Path = _folder.Folder, Size = 8, Channels = 1, HeldOut = 0.4 };
        var random = new Random(5);
        for (var i = 0; i < 30; i++)
        {
            new Picture(8, 8, 3, [.. Enumerable.Range(0, 64).SelectMany(_ => Enumerable.Repeat((byte)random.Next(256), 3))])
                .Save(Path.Combine(_folder.Folder, $"{i}.png"));
        }

        _codec = new(
            Weights.Fresh(_random),
            new() { PictureChannels = 1, Channels = 8, ResidualChannels = 4, CodebookSize = 16, CodebookWidth = 4 });
        _prior = new(Weights.Fresh(_random), new() { Gpt = new() { Layers = 1, Heads = 2, Width = 8 }, Codes = 16, Side = 2 });
        _classifier = new(Weights.Fresh(_random), 1, [4, 4], 8, 3);
        _classifier.eval();
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _prior.Dispose();
        _codec.Dispose();
        _random.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void MeanAndNearest_AreThoseOfTheTrainingPictures()
    {
        using var scope = NewDisposeScope();
        var (train, held) = (Read(DataSplit.Train), Read(DataSplit.Test));

        var quality = Measure();

        var nearest = held.Select(x => train.MinBy(other => Apart(x, other, 0))!).ToList();
        float[] mean = [.. Enumerable.Range(0, 64).Select(i => train.Average(x => x[i]))];
        Assert.Equal(held.Zip(nearest, (x, other) => Apart(x, other, 32) / 32).Average(), quality.Nearest.Error, 1e-5);
        Assert.Equal(held.Average(x => Apart(x, mean, 32) / 32), quality.Mean.Error, 1e-5);
        Assert.Equal(
            held.Zip(nearest, (x, other) => Class(x) == Class([.. x[..32], .. other[32..]]) ? 1.0 : 0).Average(),
            quality.Nearest.Agreement,
            1e-5);
        Assert.Equal(held.Average(x => Class(x) == Class([.. x[..32], .. mean[32..]]) ? 1.0 : 0), quality.Mean.Agreement, 1e-5);
    }

    [Fact]
    public void ASingleDraw_IsTheBest_TheTypicalAndTheMeanOne()
    {
        using var scope = NewDisposeScope();
        var held = Read(DataSplit.Test);
        using var random = new Generator(1);
        var x = tensor(held.SelectMany(picture => picture).ToArray(), [held.Count, 1, 8, 8]);
        var drawn = new PictureCompletion(_prior, _codec).Sample(x, new(0, 0, 8, 4), 1, null, new(), random).select(1, 0);

        var quality = Measure(draws: 1);

        Assert.Equal((drawn - x).narrow(2, 4, 4).square().mean().ToDouble(), quality.Best.Error, 1e-6);
        Assert.Equal((quality.Best, quality.Best), (quality.Prior, quality.Typical));
    }

    [Fact]
    public void PicturesThatCannotBeRead_AreNamedAndLeftOut()
    {
        using var scope = NewDisposeScope();
        var whole = Measure();
        for (var i = 0; i < 12; i++)
        {
            _folder.Write($"broken {i}.png", "no picture");
        }

        Assert.Equal(whole, Measure());
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"broken {i}.png").Order(), _skipped.Select(Path.GetFileName).Order());
    }

    [Fact]
    public void WhereNoPictureCanBeRead_ASentenceSaysSo()
    {
        using var scope = NewDisposeScope();
        foreach (var file in Directory.GetFiles(_folder.Folder))
        {
            File.WriteAllText(file, "no picture");
        }

        Assert.Contains("no picture to test on can be read", Assert.ThrowsAny<AtelierException>(() => Measure()).Message);
    }

    [Fact]
    public void AClassifierOfOtherPictures_IsRefused()
    {
        using var classifier = new SmallClassifier(Weights.Fresh(_random), 3, [4, 4], 8, 3);

        Assert.Contains("3 channels", Assert.ThrowsAny<AtelierException>(
            () => CompletionQuality.Measure(_prior, _codec, classifier, _data, 20, 1, new(), skipped: null)).Message);
    }

    private CompletionQuality Measure(int draws = 2) =>
        CompletionQuality.Measure(
            _prior, _codec, _classifier, _data, 20, draws, new(),
            new SynchronousProgress<SkippedPicture>(picture => _skipped.Add(picture.Name)));

    private List<float[]> Read(DataSplit part)
    {
        using var source = _data.Open(part);
        Assert.InRange(source.Count, 6, 24);
        return [.. Enumerable.Range(0, source.Count).Select(i => source.Read(i).Pixels.Select(value => value / 255f).ToArray())];
    }

    // the sum of squares of the upper half, or of that from a pixel on
    private static double Apart(float[] x, float[] other, int from) => Enumerable.Range(from, 32).Sum(i => Math.Pow(x[i] - other[i], 2));

    private long Class(float[] picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _classifier.call(tensor(picture, [1, 1, 8, 8])).argmax(1).ToArray<long>()[0];
    }
}
