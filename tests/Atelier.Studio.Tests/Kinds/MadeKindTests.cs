using Atelier.Art.Sample;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Tests.Server;
using Atelier.Work.Kinds;
using Atelier.Work.Kinds.Create;
using Atelier.Work.Kinds.Reconstruct;
using Atelier.Work.Kinds.Sample;

namespace Atelier.Studio.Tests.Kinds;

/// <summary>What kinds of jobs make.</summary>
[Collection("studio")]
public sealed class MadeKindTests
{
    [Fact]
    public void Samples_AreThoseOfTheSampler_EachAndOnASheet()
    {
        using var run = ScriptedRun.Create();
        var made = ScriptedRun.Run(new SampleKind(), new { words = "a red fox", count = 2, seed = 5 }, run);
        Assert.Equal(["picture-01", "picture-02", "sheet"], made.Outputs.Select(output => output.Name));
        var expected = PictureSampler.Sample("prior-glyphs", new() { Count = 2, Words = "a red fox", Seed = 5 }, CPU).Pictures;
        Assert.Equal(expected[1].Pixels, Picture.Decode(made.Outputs[1].Content).Pixels);

        using var one = ScriptedRun.Create();
        Assert.Equal("picture", ScriptedRun.Run(new SampleKind(), new { words = "a red fox", count = 1 }, one).Outputs.Single().Name);
    }

    [Fact]
    public void Reconstructions_AreMeasured()
    {
        using var run = WithPicture(Gradient(), out var id);
        var made = ScriptedRun.Run(new ReconstructKind(), new { picture = id, model = "vqgan-toy" }, run);
        Assert.Equal(["picture", "sheet"], made.Outputs.Select(output => output.Name));
        Assert.Equal((32, 32), (made.Outputs[0].Width, made.Outputs[0].Height));
        Assert.Equal(256, made.Parameters.Number("codes"));
        Assert.Contains("256 codes", made.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Completions_KeepWhatIsKept()
    {
        var picture = Gradient();
        using var run = WithPicture(picture, out var id);
        var made = ScriptedRun.Run(
            new CompleteKind(), new { picture = id, keep = "left:1/2", count = 2, words = "a red apple", seed = 2 }, run);
        var completed = Picture.Decode(made.Outputs[0].Content);
        Assert.Equal((64, 64), (completed.Width, completed.Height));
        Assert.Equal(picture.Cover(64, 64).Crop(0, 0, 32, 64).Pixels, completed.Crop(0, 0, 32, 64).Pixels);
        Assert.NotEqual(made.Outputs[0].Content, made.Outputs[1].Content);
    }

    [Fact]
    public void AWork_IsTheNearestIdea_EnlargedAndPainted()
    {
        using var run = ScriptedRun.Create();
        var made = ScriptedRun.Run(new CreateKind(), new
        {
            prompts = new[] { new { text = "red apple" } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 2, ideas = 2,
            scale = 2, style = "ink", seed = 7,
        }, run);
        Assert.Equal(["sheet", "picture-001", "picture-002", "enlarged", "picture", "strokes"], made.Outputs.Select(output => output.Name));
        Assert.Equal((64, 1024), (made.Outputs[3].Width, made.Outputs[4].Width));
        Assert.Contains("is nearest", made.Message, StringComparison.Ordinal);
        Assert.Contains(run.Steps, step => step.Message == "enlarging");

        using var stopped = ScriptedRun.Create(step => step.Iteration == 1, keeps: true);
        var kept = ScriptedRun.Run(new CreateKind(), new
        {
            prompts = new[] { new { text = "red apple" } }, model = "vqgan-toy", clip = new[] { "clip-toy" }, iterations = 50, ideas = 1,
        }, stopped);
        Assert.Equal(["sheet", "picture-001", "picture"], kept.Outputs.Select(output => output.Name)); // what there was
    }

    private static ScriptedRun WithPicture(Picture picture, out string id)
    {
        var run = ScriptedRun.Create();
        id = run.Put(picture.Encode(".png"));
        return run;
    }

    private static Picture Gradient() =>
        new(48, 48, 3, [.. Enumerable.Range(0, 48 * 48 * 3).Select(i => (byte)(i % 3 == 0 ? i / 3 % 48 * 5 : i / 144 * 5))]);
}
