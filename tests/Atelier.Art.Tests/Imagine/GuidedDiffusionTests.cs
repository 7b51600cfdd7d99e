using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Score;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Imagine;

/// <summary>A diffusion model that the critics of the guided loop steer; all weights are random.</summary>
public sealed class GuidedDiffusionTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>, IDisposable
{
    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple|blue:-0.2", Model = tiny.Folder, Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32,
        Width = 32, Height = 32, Cutn = 4, Diffusion = new() { Steps = 8, Guide = 300, GuidanceScale = 1 },
    };

    public void Dispose() => _toys.Dispose();

    [Theory]
    [InlineData("ddim")]
    [InlineData("euler-a")]
    [InlineData("dpmpp-2m-karras")]
    public void Guide_LowersTheLossOfClip(string scheduler)
    {
        var guided = Options with { Diffusion = Options.Diffusion with { Scheduler = scheduler } };
        var plain = guided with
        {
            Clip = new ImagineOptions().Clip, Cutn = null, Diffusion = guided.Diffusion with { Guide = null },
        };
        var losses = new List<double>();

        var (with, without) = (Make(guided, losses), Make(plain, []));

        using var distance = PromptDistance.Load(_toys.Clip);
        var (lower, higher) = (distance.Of(Options.Plan, with), distance.Of(Options.Plan, without));
        Assert.True(lower < higher - 0.01, $"{lower} with guidance, {higher} without");
        Assert.Equal(8, losses.Count);
        Assert.All(losses, loss => Assert.InRange(loss, 0.1, 3));
    }

    [Fact]
    public void Runs_DrawnTogether_GiveThePictureOfEachAlone_AndItsLoss()
    {
        ImagineOptions[] all =
        [
            Options, Options with { Seed = 4 }, Options with { Prompt = "", ImagePrompts = Start() }, Options with { Width = 48 },
            Options with { Seed = 5, TotalVariation = 1 },
        ];
        TextToImagePipeline[] together = [.. all.Select(options => TextToImagePipeline.Begin(options, Runs))];
        var steps = new List<BatchStep>();

        var made = TextToImageBatch.Run(together, new SynchronousProgress<BatchStep>(steps.Add));

        for (var i = 0; i < all.Length; i++)
        {
            var alone = TextToImagePipeline.Begin(all[i], Runs);
            alone.Run();
            Assert.Equal(together[i].RunFolder.Picture, made[i].Picture);
            Assert.InRange(MostDifferent(Picture.Load(alone.Picture), Picture.Load(together[i].Picture)), 0, 2); // of 255, by rounding
            Assert.True(double.IsFinite(made[i].Loss!.Value));
            Assert.Equal(Enumerable.Range(1, 8), steps.Where(step => step.Run == i).Select(step => step.Step.Iteration));
        }

        Assert.Equal(["a red apple", "blue"], steps[0].Step.Losses.Keys);
    }

    [Fact]
    public void ARunThatIsCancelled_LeavesNoPicture_AndOneWhoseFolderIsInUse_DoesNotStopTheOthers()
    {
        TextToImagePipeline[] runs =
            [.. Enumerable.Range(1, 2).Select(i => TextToImagePipeline.Begin(Options with { Seed = (ulong)i }, Runs))];
        using var stop = new CancellationTokenSource();

        var cancelled = TextToImageBatch.Run(runs, new SynchronousProgress<BatchStep>(step => Stop(step, stop)), stop.Token);
        using var inUse = runs[0].RunFolder.Lock();
        var made = TextToImageBatch.Run(runs);

        Assert.All(cancelled, one => Assert.IsAssignableFrom<OperationCanceledException>(one.Error));
        Assert.IsAssignableFrom<OutputException>(made[0].Error);
        Assert.True(File.Exists(made[1].Picture));
    }

    [Fact]
    public void WordsThatTheModelReads_AreThoseWithAPositiveWeight() =>
        Assert.Equal("a red apple, a pear", (Options with { Prompt = "a red apple|blue:-0.2|a pear:0.5" }).Plan.Wanted);

    [Fact]
    public void OptionsOfCritics_AreRefusedWithoutThem_AndOptionsOfTheLoopWithThem()
    {
        var unguided = Options with { Diffusion = new() };
        Assert.Contains("Guide", Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(unguided, Runs)).Message);
        Assert.Contains(
            "Iterations has no meaning",
            Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(Options with { Iterations = 5 }, Runs)).Message);
        Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(Options with { Diffusion = new() { Guide = 0 } }, Runs));
        Assert.Contains(
            "Guide have no meaning",
            Assert.Throws<OptionException>(() => TextToImagePipeline.Begin(Options with { Model = "pixels", Width = 32 }, Runs)).Message);
    }

    private static void Stop(BatchStep step, CancellationTokenSource stop)
    {
        if (step.Step.Iteration == 2)
        {
            stop.Cancel();
        }
    }

    private Picture Make(ImagineOptions options, List<double> losses)
    {
        var run = TextToImagePipeline.Begin(options, Runs);
        run.Run(null, new SynchronousProgress<Art.Imagine.Loop.ImagineStep>(step => losses.Add(step.Loss!.Value)));
        return Picture.Load(run.Picture);
    }

    private string Start()
    {
        var path = Path.Combine(_toys.Folder, "start.png");
        new Picture(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i / 3 % 32 * 8))]).Save(path);
        return path;
    }

    private static int MostDifferent(Picture one, Picture other) =>
        one.Pixels.ToArray().Zip(other.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Max();
}
