using Atelier.Art.Explore.Films;
using Atelier.Art.Explore.Films.Frames;
using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Loop;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Art.Tests.Explore;

/// <summary>Films of words by other generators than VQGANs, and by diffusion models.</summary>
public sealed class GeneratorFilmTests(TinyDiffusion diffusion) : IClassFixture<TinyDiffusion>, IDisposable
{
    private readonly ToyModels _toys = new();

    public void Dispose() => _toys.Dispose();

    [Theory]
    [InlineData("pixels", null)]
    [InlineData("fourier", null)]
    [InlineData("pixel-art", null)]
    [InlineData("curves", null)]
    [InlineData("strokes", null)]
    [InlineData("biggan-tiny", null)]
    [InlineData("stylegan2-tiny", null)]
    [InlineData("stylegan2-tiny", LatentSpace.Z)]
    public void AFilm_PassesThePicturesOfItsWords(string model, object? space)
    {
        var imagine = Imagine(model) with { Latent = Imagine(model).Latent with { Space = (LatentSpace?)space } };

        var frames = Make(imagine, "film", ["a red apple", "blue"]);

        var runs = new[] { "a red apple", "blue" }.Select(words => TextToImagePipeline.Begin(
            imagine with { Prompt = words, Width = frames[0].Width, Height = frames[0].Height }, At("runs"))).ToList();
        var pictures = runs.Select(run => Picture.Load(run.Run())).ToList();
        Assert.True(Difference(frames[0], pictures[0]) < 0.6, $"{Difference(frames[0], pictures[0])}");
        Assert.True(Difference(frames[^1], pictures[1]) < 0.6, $"{Difference(frames[^1], pictures[1])}");
        Assert.True(Difference(pictures[0], pictures[1]) > 2, "both pictures are alike");
        Assert.All(frames[1..^1], frame => Assert.True(
            Difference(frame, pictures[0]) > 0.5 && Difference(frame, pictures[1]) > 0.5, "a frame stands still"));
    }

    [Fact]
    public void ADiffusionModel_DrawsWhatLiesBetweenWords_FromOneNoise()
    {
        var imagine = Imagine(diffusion.Folder) with { Iterations = null, Cutn = null, Diffusion = new() { Steps = 3 } };

        var frames = Make(imagine, "film", ["a red apple", "blue", "a green tree"], loop: true, count: 6);

        var drawn = Picture.Load(TextToImagePipeline.Begin(
            imagine with { Prompt = "blue", Width = 32, Height = 32 }, At("runs")).Run());
        Assert.True(frames.Min(frame => Difference(frame, drawn)) < 0.1);
        Assert.Equal(frames.Count, frames.Select(frame => Convert.ToHexString(frame.Pixels)).Distinct().Count());
    }

    [Fact]
    public void AStory_StandsStill_BetweenItsFades()
    {
        var story = new Story { Scenes = Stop.ParseStory("a red apple ^ blue"), Seconds = 2, Fade = 0.5 };

        story.Prepare(new FilmOrder { Output = At("story"), Rate = 5 }, Imagine("curves"), 24, CPU, (_, _) => { }, default)
            .Run((_, _) => { }, CancellationToken.None);

        var frames = Frames("story");
        Assert.Equal(10, frames.Count);
        Assert.Equal(0, Difference(frames[0], frames[1]));
        Assert.True(Difference(frames[0], frames[^1]) > 2);
    }

    [Fact]
    public void AnInterruptedFilm_GoesOn_WithTheSameFrames()
    {
        var straight = Make(Imagine("curves"), "straight", ["a red apple", "blue"]);
        using var cancel = new CancellationTokenSource();
        var film = Prepare(Imagine("curves"), "broken", ["a red apple", "blue"]);
        Assert.Throws<OperationCanceledException>(() => film.Run((step, _) =>
        {
            if (step == "frames" && film.Done == 2)
            {
                cancel.Cancel();
            }
        }, cancel.Token));

        var resumed = Make(Imagine("curves"), "broken", ["a red apple", "blue"]);

        Assert.All(straight.Zip(resumed), pair => Assert.Equal(0, Difference(pair.First, pair.Second)));
    }

    [Fact]
    public void WhatAGeneratorCannotDo_IsSaid()
    {
        var picture = At("red.png");
        Picture.Blank(8, 8, Imaging.Colour.White).Save(picture);
        Refused("a picture, whose latent curves does not know", () => Prepare(Imagine("curves"), "film", ["blue", picture]));
        Refused("no VQGAN", () => Prepare(Imagine("curves"), "film", ["blue", "red"], WalkKind.Codes));
        Refused("no VQGAN", () => new Story { Scenes = Stop.ParseStory("a ^ b"), Motion = new(1.2, 0, 0, 0) }.Prepare(
            new() { Output = At("film") }, Imagine("curves"), null, CPU, (_, _) => { }, default));
        Refused("kind attngan", () => Prepare(Imagine(ToyAttnGan.Write(At("attngan"))), "film", [ToyAttnGan.Caption, "red"]));

        static void Refused(string message, Func<object> prepare) =>
            Assert.Contains(message, Assert.Throws<OptionException>(prepare).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NormalLatents_Turn_AndOthersGoStraight()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (a, b) = (randn([1, 64], generator: random), randn([1, 64], generator: random));

        var turned = Slerp.Between(a, b, 0.5);

        Assert.Equal((a.norm().ToDouble() + b.norm().ToDouble()) / 2, turned.norm().ToDouble(), 1e-3);
    }

    private ImagineOptions Imagine(string model)
    {
        var options = new ImagineOptions
        {
            Model = model, Clip = [_toys.Clip], Seed = 3, SaveEvery = 0, Precision = Precision.Fp32, Iterations = 4, Cutn = 3,
        };
        return model switch
        {
            "biggan-tiny" => options with { Model = Path.GetDirectoryName(Golden.Locate(model, "config.json")!)! },
            "stylegan2-tiny" => options with { Model = Golden.Locate(model, "skip-cond.pkl")! },
            "fourier" => options with { LearningRate = 0.5, Iterations = 25 },
            "pixel-art" => options with { Latent = new() { Cells = 8 } },
            "curves" or "strokes" => options with { Latent = new() { Shapes = 6 } },
            _ when model == diffusion.Folder => options with { Clip = new ImagineOptions().Clip },
            _ => options,
        };
    }

    private List<Picture> Make(ImagineOptions imagine, string output, string[] stops, bool loop = false, int count = 5)
    {
        Prepare(imagine, output, stops, loop: loop, count: count).Run((_, _) => { }, CancellationToken.None);
        return Frames(output);
    }

    private FilmMaker Prepare(
        ImagineOptions imagine, string output, string[] stops, WalkKind through = WalkKind.Latent, bool loop = false, int count = 5) =>
        new Interpolation { Stops = [.. stops.Select(Stop.Parse)], Through = through, Loop = loop, Frames = count }.Prepare(
            new FilmOrder { Output = At(output) }, imagine, 32, CPU, (_, _) => { }, CancellationToken.None);

    private List<Picture> Frames(string output) => [.. Directory.GetFiles(At(output)).Order().Select(path => Picture.Load(path))];

    private string At(string name) => Path.Combine(_toys.Folder, name);

    // the mean difference, of 255
    private static double Difference(Picture a, Picture b) =>
        a.Pixels.Length == b.Pixels.Length ? a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average() : 255;
}
