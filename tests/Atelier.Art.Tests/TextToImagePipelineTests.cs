using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Tests;

public sealed class TextToImagePipelineTests : IDisposable
{
    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple|blue:-0.2", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, SaveEvery = 2, Precision = Precision.Fp32,
    };

    public void Dispose() => _toys.Dispose();

    [Fact]
    public void Run_OfToyModels_LeavesAPictureThatCarriesItsParameters()
    {
        var steps = new List<ImagineStep>();
        var pipeline = TextToImagePipeline.Begin(Options, Runs);

        var made = pipeline.Run(null, new Collect(steps));

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], steps.Select(step => step.Iteration));
        Assert.Null(steps[0].Loss);
        Assert.All(steps.Skip(1), step => Assert.Equal(["a red apple", "blue"], step.Losses.Keys));
        Assert.Equal((32, 32), (Picture.Load(made).Width, Picture.Load(made).Height));
        Assert.Equal(pipeline.Options.ToJson(), TextToImagePipeline.ReadOptions(made).ToJson());
        Assert.Equal(
            ["00000.png", "00002.png", "00004.png", "00006.png"],
            Directory.GetFiles(Path.Combine(pipeline.Folder, "steps")).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(
            Directory.GetFiles(pipeline.Folder, "*", SearchOption.AllDirectories),
            path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Repeat_OfAPicture_GivesTheSamePixels()
    {
        var first = TextToImagePipeline.Begin(Options, Runs).Run(null);

        var second = TextToImagePipeline.Begin(TextToImagePipeline.ReadOptions(first), Runs).Run(null);

        Assert.Equal(Picture.Load(first).Pixels, Picture.Load(second).Pixels);
    }

    [Fact]
    public void Resume_AfterBeingCutOff_GivesThePictureOfAnUnbrokenRun()
    {
        var whole = TextToImagePipeline.Begin(Options, Runs).Run(null);
        var broken = TextToImagePipeline.Begin(Options, Runs);
        using var stop = new CancellationTokenSource();
        broken.Run(null, new Collect([], step => Cancel(stop, step, at: 3)), stop.Token);

        var steps = new List<ImagineStep>();
        var resumed = TextToImagePipeline.Resume(broken.Folder).Run(null, new Collect(steps));

        Assert.Equal([4, 5, 6], steps.Select(step => step.Iteration));
        Assert.Equal(Picture.Load(whole).Pixels, Picture.Load(resumed).Pixels);
    }

    [Fact]
    public void Begin_OfManyInOneSecond_GivesEachAFolder()
    {
        var folders = new string[8];

        Parallel.For(0, folders.Length, i => folders[i] = TextToImagePipeline.Begin(Options with { Seed = (ulong)i }, Runs).Folder);

        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.Equal(folders.Length, Directory.GetFileSystemEntries(Runs).Length);
    }

    [Fact]
    public void Run_InAFolderThatAnotherWorksIn_IsRefusedByNameOfThatProcess()
    {
        var first = TextToImagePipeline.Begin(Options, Runs);
        Exception? refused = null;

        first.Run(null, new Collect([], step => refused ??= Record.Exception(() => TextToImagePipeline.Resume(first.Folder).Run(null))));

        Assert.Contains($"process {Environment.ProcessId}", Assert.IsAssignableFrom<AtelierException>(refused).Message);
    }

    [Fact]
    public void Begin_WithAWordOfThreeHundredLetters_NamesItsFolderAfterSomeOfThem() =>
        Assert.True(Directory.Exists(TextToImagePipeline.Begin(Options with { Prompt = new string('ü', 300) }, Runs).Folder));

    [Theory]
    [InlineData(CutMethod.Batched, OptimizerKind.AdamW)]
    [InlineData(CutMethod.Original, OptimizerKind.RAdam)]
    [InlineData(CutMethod.Pooled, OptimizerKind.AdaBelief)]
    [InlineData(CutMethod.Updated, OptimizerKind.Sgd)]
    public void Run_WithEveryCutMethodAndOptimizer_LowersTheLoss(CutMethod method, OptimizerKind optimizer)
    {
        var steps = new List<ImagineStep>();
        var options = Options with
        {
            Prompt = "a red apple",
            CutMethod = method,
            Optimizer = optimizer,
            Iterations = 20,
            LearningRate = optimizer == OptimizerKind.Sgd ? 20 : 0.1,
            Augmentation = Augmentation.None,
        };

        TextToImagePipeline.Begin(options, Runs).Run(null, new Collect(steps));

        var losses = steps.Skip(1).Select(step => step.Loss!.Value).ToList();
        Assert.True(losses.Min() < losses[0], $"from {losses[0]} to {losses[^1]}");
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
    }

    [Theory]
    [InlineData("init weight")]
    [InlineData("anchor")]
    [InlineData("total variation")]
    [InlineData("latent decay")]
    [InlineData("code commitment")]
    public void Run_WithARegulariser_EndsAtAnotherLatent(string which)
    {
        const double Weight = 1000; // against the prompts' losses of about 1
        var path = Path.Combine(_toys.Folder, "start.png");
        Checks(40, 30).Save(path);
        var free = Options with { InitImage = path };
        var held = which switch
        {
            "init weight" => free with { InitWeight = Weight },
            "anchor" => free with { Anchor = Weight },
            "total variation" => free with { TotalVariation = Weight },
            "latent decay" => free with { LatentDecay = Weight },
            _ => free with { CodeCommitment = Weight },
        };

        Assert.NotEqual(Latent(free), Latent(held));
    }

    [Fact]
    public void Run_WithAnImagePrompt_FollowsItToo()
    {
        var path = Path.Combine(_toys.Folder, "like.png");
        Checks(40, 30).Save(path);
        var steps = new List<ImagineStep>();

        TextToImagePipeline.Begin(Options with { ImagePrompts = path }, Runs).Run(null, new Collect(steps));

        Assert.Equal(["a red apple", "blue", path], steps[1].Losses.Keys);
        Assert.All(steps.Skip(1), step => Assert.InRange(step.Losses[path], 0.001, 5));
    }

    [Fact]
    public void Run_ThatNoLongerImproves_StopsAfterItsPatience()
    {
        var steps = new List<ImagineStep>();
        var options = Options with
        {
            CutMethod = CutMethod.Pooled, Augmentation = Augmentation.None, Iterations = 60, LearningRate = 1e-12, Patience = 3,
        };

        TextToImagePipeline.Begin(options, Runs).Run(null, new Collect(steps));

        Assert.InRange(steps.Count, 4, 20); // a mean of equal losses may fall by rounding
    }

    [Fact]
    public void Loop_OfThreeHundredIterations_KeepsNoTensorAlive()
    {
        GC.Collect(); // what other tests left to the finaliser is not counted
        GC.WaitForPendingFinalizers();
        var live = new List<long>();
        TextToImagePipeline.Begin(Options with { Iterations = 300, SaveEvery = 0 }, Runs)
            .Run(null, new Collect([], _ => live.Add(Tensor.TotalCount)));

        Assert.InRange(live[^1], 0, live[20]); // a collection may take away what loading left
    }

    private float[] Latent(ImagineOptions options)
    {
        var pipeline = TextToImagePipeline.Begin(options, Runs);
        pipeline.Run(null);
        using var latent = SafeTensors.Read(Path.Combine(pipeline.Folder, "state.safetensors"), out _)["latent"].Read();
        return latent.ToArray<float>();
    }

    private static Picture Checks(int width, int height)
    {
        var picture = Picture.Blank(width, height, new(200, 30, 30));
        var blue = Picture.Blank(5, 5, new(20, 40, 220));
        for (var i = 0; i < width * height / 25; i += 2)
        {
            picture.Paste(blue, i * 5 % width, i * 5 / width * 5);
        }

        return picture;
    }

    private static void Cancel(CancellationTokenSource stop, ImagineStep step, int at)
    {
        if (step.Iteration == at)
        {
            stop.Cancel();
        }
    }

    private sealed class Collect(List<ImagineStep> steps, Action<ImagineStep>? then = null) : IProgress<ImagineStep>
    {
        public void Report(ImagineStep value)
        {
            steps.Add(value);
            then?.Invoke(value);
        }
    }
}
