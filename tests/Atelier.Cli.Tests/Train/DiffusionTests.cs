using System.Globalization;
using Atelier.Glyphs.Tests;
using Atelier.Imaging.Pictures;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

/// <summary>From pictures to a diffusion model, to pictures, all by command.</summary>
[Collection("console")]
public sealed class DiffusionTests : IDisposable
{
    private readonly TinyData _data = new();
    private readonly TinyGlyphs _glyphs = new();

    public void Dispose()
    {
        _data.Dispose();
        _glyphs.Dispose();
    }

    [Fact]
    public async Task OfCaptions_ItDrawsWords_FromItsRunAndPacked()
    {
        await TrainAsync("words", "clip: models/clip-glyphs, ");
        foreach (var model in new[] { In("words"), In("packed") })
        {
            await SucceedAsync("sample", model, "--words", "a fox", "-n", "2", "-o", In("a.png"));
            await SucceedAsync("sample", model, "--words", "a fox", "-n", "2", "-o", In("b.png"));
            await SucceedAsync("sample", model, "--words", "a red apple", "-n", "2", "-o", In("c.png"));
            Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("b.png")).Pixels);
            Assert.NotEqual(Picture.Load(In("a.png")).Pixels, Picture.Load(In("c.png")).Pixels);
            await SucceedAsync("imagine", "a fox", "--model", model, "--seed", "1", "-o", In("d.png"));
            await SucceedAsync("imagine", "--repeat", In("d.png"), "-o", In("e.png"));
            Assert.Equal(Picture.Load(In("d.png")).Pixels, Picture.Load(In("e.png")).Pixels);
            Assert.Equal((32, 32), (Picture.Load(In("d.png")).Width, Picture.Load(In("d.png")).Height));
            if (model == In("words"))
            {
                await SucceedAsync("train", "pack", model, "-o", In("packed"));
            }
        }

        Assert.Equal(2, await Run("sample", In("words"), "--class", "2"));
        Assert.Equal(2, await Run("complete", In("a.png"), "--model", In("words")));
        Assert.Equal(2, await Run("imagine", "a fox", "--model", In("words"), "--vae", In("words")));
        File.Delete(Path.Combine(In("words"), "text_encoder", "vocabulary.txt"));
        Assert.Equal(2, await Run("sample", In("words"), "--words", "a fox"));
    }

    [Fact]
    public async Task WithoutCaptions_ItDrawsAndReadsNoWords()
    {
        await TrainAsync("plain", "");
        await SucceedAsync("sample", In("plain"), "-n", "2", "-o", In("a.png"));
        Assert.Equal(2, await Run("sample", In("plain"), "--words", "a fox"));
    }

    [Fact]
    public async Task DiffusionClip_TunesARun_WhichDrawsOtherPictures()
    {
        await TrainAsync("words", "clip: models/clip-glyphs, ");
        _data.Write("tune.yaml", $$"""
            data: {source: glyphs, path: {{_glyphs.Folder}}, size: 32, split: {{_glyphs.Split}}, test: concepts}
            model: {kind: diffusion-clip, start: {{In("words")}}, clip: models/clip-glyphs, source: a drawing, target: a red drawing,
              pictures: 4, inversion_steps: 4, steps: 2}
            loss: {identity: 0}
            optimiser: {kind: adam, learning_rate: 1.0e-3}
            training: {steps: 12, batch: 4, log_every: 1, test_pictures: 4}
            """);
        await SucceedAsync("train", In("tune.yaml"), "-o", In("red"));
        await SucceedAsync("sample", In("words"), "--words", "a fox", "-n", "2", "-o", In("a.png"));
        await SucceedAsync("sample", In("red"), "--words", "a fox", "-n", "2", "-o", In("b.png"));
        await SucceedAsync("imagine", "a fox", "--model", In("red"), "--guide", "50", "--cutn", "2", "--seed", "1", "-o", In("c.png"));

        Assert.NotEqual(Picture.Load(In("a.png")).Pixels, Picture.Load(In("b.png")).Pixels);
        var log = File.ReadAllLines(Path.Combine(In("red"), "log.csv")).Select(line => line.Split(',')).ToList();
        double Direction(string[] line) => double.Parse(line[Array.IndexOf(log[0], "direction")], CultureInfo.InvariantCulture);
        Assert.True(Direction(log[^2]) < Direction(log[1]) - 0.05, $"from {Direction(log[1])} to {Direction(log[^2])}");
    }

    private async Task TrainAsync(string run, string clip)
    {
        _data.Write("recipe.yaml", $$"""
            data: {source: glyphs, path: {{_glyphs.Folder}}, size: 32, split: {{_glyphs.Split}}, test: concepts}
            model: {kind: diffusion, {{clip}}channels: [8, 16], layers: 1, heads: 2, norm_groups: 4}
            sampling: {steps: 3}
            training: {steps: 2, batch: 4, test_pictures: 4}
            """);
        await SucceedAsync("train", In("recipe.yaml"), "-o", In(run));
    }

    private string In(string name) => Path.Combine(_data.Folder, name);

    private static async Task SucceedAsync(params string[] arguments)
    {
        var (code, _, error) = await Terminal.RunAsync(arguments);
        Assert.True(code == 0, error);
    }

    private static async Task<int> Run(params string[] arguments) => (await Terminal.RunAsync(arguments)).Code;
}
