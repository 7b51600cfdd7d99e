using System.Runtime.InteropServices;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Reconstruct;
using Atelier.Art.Score;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests;

/// <summary>Nothing stays behind on the CPU when networks compute elsewhere.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple|blue:-0.2:0.1", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, SaveEvery = 2, Precision = Precision.Fp32,
    };

    public void Dispose() => _toys.Dispose();

    [Fact]
    public void Operators_GivenTensorsOfTwoDevices_Refuse()
    {
        using var scope = NewDisposeScope();
        var there = ones([2, 3], device: Elsewhere.Device);

        Assert.Equal([2f, 2f, 2f, 2f, 2f, 2f], (there + there).ToArray<float>());
        Assert.Throws<ExternalException>(() => there + ones([2, 3]));
        Assert.Throws<ExternalException>(() => Functional.embedding(arange(2), there));
    }

    [Theory]
    [InlineData(CutMethod.Batched, OptimizerKind.Adam, StartKind.Best)]
    [InlineData(CutMethod.Original, OptimizerKind.RAdam, StartKind.Pixels)]
    [InlineData(CutMethod.Pooled, OptimizerKind.AdaBelief, StartKind.Gradient)]
    [InlineData(CutMethod.Updated, OptimizerKind.Sgd, StartKind.Snow)]
    public void Imagine_Elsewhere_MakesAPicture(CutMethod method, OptimizerKind optimizer, StartKind start)
    {
        var path = Path.Combine(_toys.Folder, "like.png");
        Picture.Blank(40, 30, new(200, 30, 30)).Save(path);
        var options = Options with
        {
            CutMethod = method,
            Optimizer = optimizer,
            Start = start,
            InitWeight = 0.5,
            TotalVariation = 0.1,
            LatentDecay = 0.1,
            CodeCommitment = 0.1,
            Anchor = 0.1,
            ImagePrompts = path,
        };

        var made = TextToImagePipeline.Begin(options, Runs, Elsewhere.Device).Run(null);

        Assert.Equal(32, Picture.Load(made).Width);
    }

    [Fact]
    public void Resume_Elsewhere_GoesOn()
    {
        var whole = TextToImagePipeline.Begin(Options, Runs, Elsewhere.Device).Run(null);
        var broken = TextToImagePipeline.Begin(Options, Runs, Elsewhere.Device);
        using var stop = new CancellationTokenSource();
        broken.Run(null, new Stop(stop, 3), stop.Token);

        var resumed = TextToImagePipeline.Resume(broken.Folder, Elsewhere.Device).Run(null);

        Assert.Equal(Picture.Load(whole).Pixels, Picture.Load(resumed).Pixels);
    }

    [Fact]
    public void ScoreAndReconstruct_Elsewhere_GiveTheSame()
    {
        var path = Path.Combine(_toys.Folder, "picture.png");
        Picture.Blank(40, 30, new(200, 30, 30)).Save(path);

        var (here, there) = (
            ZeroShotClassifier.Score(path, ["a red apple", "blue"], _toys.Clip),
            ZeroShotClassifier.Score(path, ["a red apple", "blue"], _toys.Clip, Elsewhere.Device));
        Assert.All(here.Zip(there), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 5));
        Assert.Equal(
            Reconstruction.FromFile(path, _toys.Vqgan, 32).Psnr,
            Reconstruction.FromFile(path, _toys.Vqgan, 32, Elsewhere.Device).Psnr,
            4);
    }

    private sealed class Stop(CancellationTokenSource stop, int at) : IProgress<ImagineStep>
    {
        public void Report(ImagineStep value)
        {
            if (value.Iteration == at)
            {
                stop.Cancel();
            }
        }
    }
}
