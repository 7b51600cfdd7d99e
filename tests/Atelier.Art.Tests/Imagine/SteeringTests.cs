using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Imagine;

/// <summary>Weights that change while a picture is made.</summary>
public sealed class SteeringTests : IDisposable
{
    private readonly ToyModels _toys = new();

    private ImagineOptions Options => new()
    {
        Prompt = "red apple|blue", Model = _toys.Vqgan, Clip = [_toys.Clip], Seed = 3, Iterations = 8, SaveEvery = 0,
        Start = StartKind.Codes, Precision = Precision.Fp32,
    };

    private string Runs => Path.Combine(_toys.Folder, "runs");

    public void Dispose() => _toys.Dispose();

    [Fact]
    public void Steer_ChangesTheLossesAtOnce_AndIsRepeated()
    {
        var (plain, losses) = Make(Options);
        var (steered, steeredLosses) = Make(Options, (3, "blue", -2), (5, "red apple", 0));
        Assert.Equal(losses[..3], steeredLosses[..3]);
        Assert.NotEqual(losses[3], steeredLosses[3]);
        Assert.Equal(0, steeredLosses[6]["red apple"]);
        Assert.NotEqual(Pixels(plain), Pixels(steered));

        var record = TextToImagePipeline.ReadOptions(steered.Picture);
        Assert.Equal([3, 5], record.Steering!.Select(change => change.Iteration));
        var (again, repeated) = Make(record);
        Assert.Equal(steeredLosses, repeated);
        Assert.Equal(Pixels(steered), Pixels(again));
        Assert.Contains("After iteration 3, \"blue\" has the weight -2.", again.Notes);
    }

    [Fact]
    public void Steer_OfAResumedRun_HoldsWhatCameBefore()
    {
        var (whole, _) = Make(Options, (3, "blue", -2));
        using var stop = new CancellationTokenSource();
        var run = TextToImagePipeline.Begin(Options, Runs);
        run.Run(null, new SynchronousProgress<ImagineStep>(step =>
        {
            if (step.Iteration == 3)
            {
                run.Steer(step, new Dictionary<string, double> { ["blue"] = -2 });
            }
            else if (step.Iteration == 5)
            {
                stop.Cancel();
            }
        }), stop.Token);
        Assert.Equal(5, run.IterationsDone);
        var resumed = TextToImagePipeline.Resume(run.Folder);
        resumed.Run();
        Assert.Equal(Pixels(whole), Pixels(resumed));
    }

    [Fact]
    public void Steer_OfWordsThatAreNoPrompt_OrTooFar_IsRefused()
    {
        var run = TextToImagePipeline.Begin(Options, Runs);
        var step = new ImagineStep(1, 8, 0, new Dictionary<string, double>(), 0, null);
        var unknown = Assert.Throws<OptionException>(() => run.Steer(step, new Dictionary<string, double> { ["green"] = 1 }));
        Assert.Contains("no prompt \"green\"", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => run.Steer(step, new Dictionary<string, double> { ["blue"] = double.NaN }));
        Assert.Null(run.Options.Steering);
    }

    private (TextToImagePipeline Run, List<IReadOnlyDictionary<string, double>> Losses) Make(
        ImagineOptions options, params (int After, string Words, double Weight)[] changes)
    {
        var losses = new List<IReadOnlyDictionary<string, double>>();
        var run = TextToImagePipeline.Begin(options, Runs);
        run.Run(null, new SynchronousProgress<ImagineStep>(step =>
        {
            losses.AddRange(step.Iteration > 0 ? [step.Losses] : []);
            foreach (var (_, words, weight) in changes.Where(change => change.After == step.Iteration))
            {
                run.Steer(step, new Dictionary<string, double> { [words] = weight });
            }
        }));
        return (run, losses);
    }

    private static byte[] Pixels(TextToImagePipeline run) => Picture.Load(run.Picture).Pixels;
}
