using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Pictures made, made again, and gone on with, on the command line.</summary>
[Collection("console")]
public sealed class ImagineTests : ToyCommands
{
    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    public async Task Repeat_OfAnyFormat_MakesTheSamePicture(string extension)
    {
        await ImagineAsync("red apple", "-o", At("first" + extension), "--seed", "5");

        await ImagineAgainAsync(At("first" + extension), "-o", At("second" + extension));

        Assert.Equal(Picture.Load(At("first" + extension)).Pixels, Picture.Load(At("second" + extension)).Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repeat_OfARun_OrItsRecord_MakesTheSamePicture(bool record)
    {
        await ImagineAsync("red apple", "-o", At("first.png"), "--seed", "5");
        var run = Assert.Single(Directory.GetDirectories(Runs));

        await ImagineAgainAsync(record ? Path.Combine(run, "run.json") : run, "-o", At("second.png"));

        Assert.Equal(Picture.Load(At("first.png")).Pixels, Picture.Load(At("second.png")).Pixels);
    }

    [Fact]
    public async Task Repeat_WithSomethingElse_ChangesThatAlone()
    {
        await ImagineAsync("red apple", "-o", At("first.png"), "--seed", "5", "--anchor", "0", "--patience", "50");

        await ImagineAgainAsync(At("first.png"), "blue", "--size", "48x32", "--seed", "6", "-o", At("second.png"));

        var (before, after) = (TextToImagePipeline.ReadOptions(At("first.png")), TextToImagePipeline.ReadOptions(At("second.png")));
        Assert.Equal(
            (before with { Prompt = "blue", Seed = 6, Width = 48, Weights = null, Clip = after.Clip, Augmentation = after.Augmentation })
                .ToJson(), (after with { Weights = null }).ToJson());
        Assert.Equal((0.0, 50), (after.Anchor, after.Patience));
        Assert.Equal((48, 32), (Picture.Load(At("second.png")).Width, Picture.Load(At("second.png")).Height));
    }

    [Fact]
    public async Task Repeat_WithOtherWeights_SaysSo()
    {
        await ImagineAsync("red apple", "-o", At("first.png"));
        var weights = Path.Combine(Toys.Vqgan, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        var error = await ImagineAgainAsync(At("first.png"));

        Assert.Contains($"The weights of {Toys.Vqgan} have changed since", error);
    }

    [Fact]
    public async Task Resume_WithMoreIterations_IsTheLongerRun_AndKnowsItsOutput()
    {
        await ImagineAsync("red apple", "-o", At("long.png"), "--seed", "5", "-i", "9");
        await ImagineAsync("red apple", "-o", At("short.png"), "--seed", "5", "-i", "4");
        var run = Directory.GetDirectories(Runs).Order().Last();
        File.Delete(At("short.png"));

        var (code, output, error) = await Terminal.RunAsync("imagine", "--resume", Path.GetFileName(run), "--runs", Runs, "-i", "9");

        Assert.True(code == 0, error);
        Assert.Contains("short.png", output);
        Assert.Equal(Picture.Load(At("long.png")).Pixels, Picture.Load(At("short.png")).Pixels);
        Assert.Equal(9, TextToImagePipeline.ReadOptions(run).Iterations);
    }

    [Fact]
    public async Task Resume_WithFewerIterationsThanAreDone_IsRefused()
    {
        await ImagineAsync("red apple", "-i", "4");

        var (code, _, error) = await Terminal.RunAsync("imagine", "--resume", Assert.Single(Directory.GetDirectories(Runs)), "-i", "4");

        Assert.Equal(2, code);
        Assert.Contains("has done 4 iterations already", error);
    }

    [Fact]
    public async Task ASizeThatTheModelCannotMake_IsTold_AndRecordedAsItBecame()
    {
        var error = await ImagineAsync("red apple", "-s", "33x48", "-o", At("a.png"));

        Assert.Contains("33x48 becomes 34x48", error);
        Assert.Equal((34, 48), (TextToImagePipeline.ReadOptions(At("a.png")).Width, TextToImagePipeline.ReadOptions(At("a.png")).Height));
        Assert.Equal(34, Picture.Load(At("a.png")).Width);
    }

    [Fact]
    public async Task ABrokenState_IsNamed()
    {
        await ImagineAsync("red apple", "-i", "4");
        var run = Assert.Single(Directory.GetDirectories(Runs));
        await ImagineAsync("red apple", "-i", "4", "-s", "48");
        File.Copy(
            Path.Combine(Directory.GetDirectories(Runs).Single(other => other != run), "state.safetensors"),
            Path.Combine(run, "state.safetensors"),
            overwrite: true);

        var (code, _, error) = await Terminal.RunAsync("imagine", "--resume", run, "-i", "5");

        Assert.Equal(2, code);
        Assert.Contains("is no state of this run", error);
    }

    [Theory]
    [InlineData("\"prompt\": \"red apple\"", "\"prompt\": null", "\"prompt\"")]
    [InlineData("\"optimizer\": \"adam\"", "\"optimizer\": 99", "\"optimizer\"")]
    [InlineData("\"flip\": 0.5", "\"flip\": null", "\"augmentation.flip\"")]
    [InlineData("\"flip\": 0.5", "\"flip\": 7", "mirrored cut-outs 7")]
    [InlineData("\"anchor\": 0", "\"anchor\": -1", "--anchor -1")]
    [InlineData("\"cutn\": 3", "\"cutn\": 1e30", "\"cutn\"")]
    [InlineData("\"clip\": [", "\"clip\": [null,", "no name")]
    [InlineData("{", "[", "another program")]
    public async Task ARecordThatCannotBe_IsRefusedInOneSentence(string part, string instead, string expected)
    {
        await ImagineAsync("red apple");
        var record = Path.Combine(Assert.Single(Directory.GetDirectories(Runs)), "run.json");
        var text = File.ReadAllText(record);
        Assert.Contains(part, text);
        File.WriteAllText(record, text[..text.IndexOf(part, StringComparison.Ordinal)] + instead
            + text[(text.IndexOf(part, StringComparison.Ordinal) + part.Length)..]);

        foreach (var way in new[] { "--repeat", "--resume" })
        {
            var (code, _, error) = await Terminal.RunAsync("imagine", way, Path.GetDirectoryName(record)!);

            Assert.Equal(2, code);
            Assert.Contains(expected, error);
            Assert.Single(error.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task Json_IsOneObjectALine_AndQuietLeavesTheResult()
    {
        var (_, steps, _) = await Terminal.RunAsync(Words("red apple", "--json"));
        var (_, result, error) = await Terminal.RunAsync(Words("red apple", "--json", "--quiet"));

        var lines = steps.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], lines.SkipLast(1).Select(line => line.GetProperty("iteration").GetInt32()));
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("loss").ValueKind); // the start has none
        Assert.True(File.Exists(JsonDocument.Parse(result).RootElement.GetProperty("picture").GetString()));
        Assert.Equal("", error);
    }

    private async Task<string> ImagineAsync(params string[] words)
    {
        var (code, _, error) = await Terminal.RunAsync(Words(words));
        Assert.True(code == 0, error);
        return error;
    }

    private async Task<string> ImagineAgainAsync(string from, params string[] words)
    {
        var (code, _, error) = await Terminal.RunAsync(["imagine", .. words, "--repeat", from, "--runs", At("again")]);
        Assert.True(code == 0, error);
        return error;
    }
}
