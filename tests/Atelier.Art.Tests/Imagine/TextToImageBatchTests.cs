using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Cutouts;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Tests.Imagine;

public sealed class TextToImageBatchTests : IDisposable
{
    private const double LatentTolerance = 1e-4; // matrix products of another height are summed in another order

    private readonly ToyModels _toys = new();

    private string Runs => Path.Combine(_toys.Folder, "runs");

    private ImagineOptions Options => new()
    {
        Prompt = "a red apple|blue:-0.2", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32,
    };

    // other words, seeds, numbers of cut-outs, optimizers, a start and an image prompt
    private ImagineOptions[] Various =>
    [
        Options,
        Options with { Prompt = "a pear", Seed = 4, Cutn = 5 },
        Options with { Prompt = "", ImagePrompts = Start, Optimizer = OptimizerKind.AdaBelief },
        Options with { InitImage = Start, Anchor = 0.5, CutMethod = CutMethod.Pooled, Iterations = 4 },
        Options with { Width = 48, Height = 32 },
    ];

    private string Start
    {
        get
        {
            var path = Path.Combine(_toys.Folder, "start.png");
            if (!File.Exists(path))
            {
                new Picture(32, 32, 3, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i / 3 % 32 * 8))]).Save(path);
            }

            return path;
        }
    }

    public void Dispose() => _toys.Dispose();

    [Fact]
    public void Run_OfSeveral_GivesThePictureOfEachAlone()
    {
        TextToImagePipeline[] alone = [.. Various.Select(options => TextToImagePipeline.Begin(options, Runs))];
        TextToImagePipeline[] together = [.. Various.Select(options => TextToImagePipeline.Begin(options, Runs))];
        var steps = new List<BatchStep>();

        var made = TextToImageBatch.Run(together, new SynchronousProgress<BatchStep>(steps.Add));

        for (var i = 0; i < alone.Length; i++)
        {
            alone[i].Run();
            Assert.Equal(together[i].RunFolder.Picture, made[i].Picture);
            Assert.Equal(alone[i].Iterations, together[i].IterationsDone);
            Assert.Equal(
                Enumerable.Range(0, alone[i].Iterations + 1), steps.Where(step => step.Run == i).Select(step => step.Step.Iteration));
            using var one = Latent(alone[i]);
            using var other = Latent(together[i]);
            Assert.InRange((one - other).abs().max().ToDouble(), 0, LatentTolerance * one.abs().max().ToDouble());
        }
    }

    [Fact]
    public void Run_OfWhichOneFails_FinishesTheOthers()
    {
        TextToImagePipeline[] runs = [.. Various.Take(3).Select(options => TextToImagePipeline.Begin(options, Runs))];
        File.WriteAllText(Path.Combine(runs[1].Folder, "state.safetensors"), "broken");

        var made = TextToImageBatch.Run(runs);

        Assert.IsAssignableFrom<AtelierException>(made[1].Error);
        Assert.All([made[0], made[2]], one => Assert.True(File.Exists(one.Picture)));
    }

    [Fact]
    public void Run_ThatIsCancelled_KeepsEveryPictureAndResumesEach()
    {
        TextToImagePipeline[] whole = [.. Various.Select(options => TextToImagePipeline.Begin(options, Runs))];
        TextToImageBatch.Run(whole);
        TextToImagePipeline[] runs = [.. Various.Select(options => TextToImagePipeline.Begin(options, Runs))];
        using var stop = new CancellationTokenSource();

        var made = TextToImageBatch.Run(runs, new SynchronousProgress<BatchStep>(step => Stop(step, stop)), stop.Token);

        Assert.All(made.Take(4), one => Assert.True(File.Exists(one.Picture)));
        Assert.IsAssignableFrom<OperationCanceledException>(made[4].Error); // it is of another size, and had not begun
        Assert.All(runs.Take(4), run => Assert.Equal((2, true), (run.IterationsDone, run.IsStopped)));
        TextToImagePipeline[] resumed = [.. runs.Select(run => TextToImagePipeline.Resume(run.Folder))];
        TextToImageBatch.Run(resumed);
        Assert.All(whole.Zip(resumed), pair =>
            Assert.Equal(Picture.Load(pair.First.RunFolder.Picture).Pixels, Picture.Load(pair.Second.RunFolder.Picture).Pixels));
    }

    private static void Stop(BatchStep step, CancellationTokenSource stop)
    {
        if (step.Step.Iteration == 2)
        {
            stop.Cancel();
        }
    }

    private static Tensor Latent(TextToImagePipeline run) =>
        SafeTensors.Read(Path.Combine(run.Folder, "state.safetensors"), out _)["latent"].Read();
}
