using System.Text.Json;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Film;
using Atelier.Work.Kinds.Grid;
using Atelier.Work.Kinds.Imagine;
using Atelier.Work.Kinds.Train;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>Jobs that another worker goes on with, in another folder: what they make is what an unbroken run makes.</summary>
[Collection("studio")]
public sealed class ResumedKindTests
{
    private const string Fashion = "/usr/share/datasets/fashion-mnist";

    [Fact]
    public void AFilm_GoesOnElsewhere()
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/ffmpeg"), "Films need ffmpeg.");
        var film = new
        {
            scenes = new object[] { new { text = "red apple" }, new { text = "blue apple", seconds = 0.5 } },
            model = "vqgan-toy", clip = "clip-toy", iterations = 3, seconds = 1, fps = 8, seed = 5, workSize = 32,
        };
        using var whole = ScriptedRun.Create();
        var expected = ScriptedRun.Run(new FilmKind(), film, whole);
        Assert.Equal(8, whole.Previews.Count);

        using var stopped = ScriptedRun.Create(step => step.Message == "frames" && step.Iteration == 5);
        Assert.Throws<OperationCanceledException>(() => ScriptedRun.Run(new FilmKind(), film, stopped));
        using var resumed = ScriptedRun.Create(checkpoint: stopped.State);
        var made = ScriptedRun.Run(new FilmKind(), film, resumed);
        Assert.Equal(6, resumed.Steps.First(step => step.Message == "frames").Iteration);
        Assert.Equal(File(expected, "film"), File(made, "film"));
        Assert.Equal("ftyp"u8, File(made, "film").AsSpan(4, 4));
    }

    [Fact]
    public void AGrid_GoesOnElsewhere()
    {
        var grid = new
        {
            prompt = "{red|blue} apple", y = new { name = "seed", values = new[] { "1", "2" } }, model = "vqgan-toy",
            clip = new[] { "clip-toy" }, iterations = 4, start = "codes", seed = 3,
        };
        using var whole = ScriptedRun.Create();
        var expected = ScriptedRun.Run(new GridKind(), grid, whole);

        using var stopped = ScriptedRun.Create(step => step.Iteration >= 6);
        Assert.Throws<OperationCanceledException>(() => ScriptedRun.Run(new GridKind(), grid, stopped));
        using var resumed = ScriptedRun.Create(checkpoint: stopped.State);
        var made = ScriptedRun.Run(new GridKind(), grid, resumed);
        Assert.Equal(["sheet", "picture-001", "picture-002", "picture-003", "picture-004"], made.Outputs.Select(output => output.Name));
        Assert.Equal("blue apple, seed 2", made.Outputs[^1].Title);
        Assert.All(Enumerable.Range(1, 4), i => Assert.Equal(File(expected, $"picture-00{i}"), File(made, $"picture-00{i}")));
        Assert.Equal(4, made.Outputs.Skip(1).Select(output => Convert.ToHexString(output.Content)).Distinct().Count());
    }

    [Fact]
    public void ATraining_GoesOnElsewhere()
    {
        Assert.SkipUnless(Directory.Exists(Fashion), "It needs Fashion-MNIST: apt-get install dataset-fashion-mnist.");
        var training = new
        {
            recipe = "gan-mnist", steps = 6, batch = 8,
            set = new[]
            {
                "training.log_every=1", "training.sample_every=3", "training.checkpoint_every=2", "training.test_pictures=8",
            },
        };
        using var whole = ScriptedRun.Create();
        var expected = ScriptedRun.Run(new TrainKind(), training, whole);
        Assert.Equal(Enumerable.Range(1, 6), whole.Steps.Where(step => step.Pace is not null).Select(step => step.Iteration).Distinct());

        using var stopped = ScriptedRun.Create(step => step.Iteration == 3);
        Assert.Throws<OperationCanceledException>(() => ScriptedRun.Run(new TrainKind(), training, stopped));
        using var resumed = ScriptedRun.Create(checkpoint: stopped.State);
        var made = ScriptedRun.Run(new TrainKind(), training, resumed);
        Assert.Equal(4, resumed.Steps[0].Iteration);
        Assert.Equal(File(expected, "model"), File(made, "model"));
        Assert.Equal(Lines(expected), Lines(made));
        Assert.Equal(["picture", "model", "config", "log", "recipe", "report"], made.Outputs.Select(output => output.Name));

        static int Lines(JobResult result) => File(result, "log").Count(letter => letter == '\n');
    }

    [Fact]
    public void ASteeredPicture_IsRepeated_AndGoesOnElsewhere()
    {
        object Apple(object? steering = null) => new
        {
            prompts = new[] { new { text = "red apple" }, new { text = "blue" } }, model = "vqgan-toy", clip = new[] { "clip-toy" },
            iterations = 8, start = "codes", seed = 3, steering,
        };
        using var plain = ScriptedRun.Create();
        var unsteered = ScriptedRun.Run(new ImagineKind(), Apple(), plain);
        using var steered = ScriptedRun.Create(requests: Requests());
        var expected = ScriptedRun.Run(new ImagineKind(), Apple(), steered);
        Assert.NotEqual(File(unsteered, "picture"), File(expected, "picture"));
        var change = Assert.Single(steered.SteeredInput!.Value.GetProperty("steering").EnumerateArray());
        Assert.Equal((4, -1.5), (change.Number("iteration"), change.GetProperty("weights").GetProperty("blue").GetDouble()));
        Assert.Contains("steering", expected.Parameters.ToString(), StringComparison.Ordinal);

        using var again = ScriptedRun.Create();
        Assert.Equal(File(expected, "picture"), File(new ImagineKind().Run(steered.SteeredInput.Value, again), "picture"));

        using var stopped = ScriptedRun.Create(step => step.Iteration == 6, requests: Requests());
        Assert.Throws<OperationCanceledException>(() => ScriptedRun.Run(new ImagineKind(), Apple(), stopped));
        using var resumed = ScriptedRun.Create(checkpoint: stopped.State);
        Assert.Equal(File(expected, "picture"), File(new ImagineKind().Run(stopped.SteeredInput!.Value, resumed), "picture"));

        static Dictionary<int, Dictionary<string, double>> Requests() => new() { [4] = new() { ["blue"] = -1.5 } };
    }

    private static byte[] File(JobResult made, string name) => made.Outputs.Single(output => output.Name == name).Content;
}
