using Atelier.Art.Imagine;
using Atelier.Art.Score;
using Atelier.Imaging.Pictures;
using Atelier.Tests;

namespace Atelier.Cli.Tests;

/// <summary>Pictures of a diffusion model on the command line; its weights are random.</summary>
[Collection("console")]
public sealed class DiffusionImagineTests(TinyDiffusion tiny) : IClassFixture<TinyDiffusion>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-diffusion-imagine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Words_MakeAPicture_WhichItsRecordMakesAgain()
    {
        await MakeAsync("a red fox", "--negative", "blue", "--scheduler", "euler-a", "--guidance-scale", "3", "-o", At("first.png"));
        await MakeAsync("--repeat", At("first.png"), "-o", At("second.png"));
        await MakeAsync("--repeat", At("first.png"), "--negative", "red", "-o", At("third.png"));

        var options = TextToImagePipeline.ReadOptions(At("first.png"));
        Assert.Equal((3, "euler-a", 3.0, "blue"), (
            options.Diffusion.Steps, options.Diffusion.Scheduler, options.Diffusion.GuidanceScale, options.Diffusion.NegativePrompt));
        Assert.Equal(3, options.Weights!.Count); // UNet, autoencoder and text encoder
        var first = Picture.Load(At("first.png"));
        Assert.Equal((48, 32), (first.Width, first.Height));
        Assert.Equal(first.Pixels, Picture.Load(At("second.png")).Pixels);
        Assert.NotEqual(first.Pixels, Picture.Load(At("third.png")).Pixels);
    }

    [Fact]
    public async Task Count_MakesPicturesOfConsecutiveSeeds_WithPreviews()
    {
        await MakeAsync("a red fox", "--count", "2", "--save-every", "2", "-o", At("fox.png"));
        await MakeAsync("a red fox", "--seed", "6", "-o", At("six.png"));

        Assert.NotEqual(Picture.Load(At("fox-1.png")).Pixels, Picture.Load(At("fox-2.png")).Pixels);
        Assert.All( // libtorch takes another kernel for two at once on some processors, and rounds otherwise
            Picture.Load(At("six.png")).Pixels.Zip(Picture.Load(At("fox-2.png")).Pixels),
            pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.Equal(2, Directory.GetFiles(At("runs"), "00002.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task StartPicture_WithAMask_KeepsTheRestAsTheAutoencoderSeesIt()
    {
        Picture.Blank(48, 32, new(200, 40, 40)).Save(At("start.png"));

        await MakeAsync("a red fox", "--init-image", At("start.png"), "--mask", "right:1/2", "--strength", "1", "-o", At("half.png"));
        await MakeAsync("a red fox", "--init-image", At("start.png"), "--strength", "0.4", "-o", At("near.png"));

        Assert.Equal(0.4, TextToImagePipeline.ReadOptions(At("near.png")).Strength);
        Assert.NotEqual(Picture.Load(At("half.png")).Pixels, Picture.Load(At("near.png")).Pixels);
    }

    [Fact]
    public async Task Guide_HonoursTheOptionsOfCritics_AndItsRecordMakesThePictureAgain()
    {
        Picture.Blank(48, 32, new(200, 40, 40)).Save(At("red.png"));
        await MakeAsync("a red fox|blue:-0.5", "-o", At("plain.png"));
        await MakeAsync(
            "a red fox|blue:-0.5", "--guide", "500", "--image-prompts", At("red.png"), "--cutn", "4", "--cut-method", "pooled", "-o",
            At("first.png"));
        await MakeAsync("--repeat", At("first.png"), "-o", At("second.png"));
        await MakeAsync("--repeat", At("first.png"), "--guide", "1000", "-o", At("third.png"));

        var options = TextToImagePipeline.ReadOptions(At("first.png"));
        Assert.Equal((500.0, 4, At("red.png")), (options.Diffusion.Guide, options.Cutn, options.ImagePrompts));
        Assert.Equal(4, options.Weights!.Count); // UNet, autoencoder, text encoder and CLIP
        var first = Picture.Load(At("first.png"));
        Assert.Equal(first.Pixels, Picture.Load(At("second.png")).Pixels);
        Assert.NotEqual(first.Pixels, Picture.Load(At("plain.png")).Pixels);
        Assert.NotEqual(first.Pixels, Picture.Load(At("third.png")).Pixels);
    }

    [Theory]
    [InlineData]
    [InlineData("--clip", "clip-glyphs")]
    public async Task BestOf_KeepsThePictureThatClipFindsNearest(params string[] options)
    {
        var (code, output, error) = await RunAsync(["a red fox", "--best-of", "3", "-o", At("best.png"), .. options]);

        Assert.True(code == 0, error);
        Assert.Contains($"{At("best.png")} is the best", output);
        var pictures = Directory.GetFiles(At("runs"), "picture.png", SearchOption.AllDirectories);
        Assert.Equal(3, pictures.Length);
        using var distance = PromptDistance.Load("clip-glyphs");
        var plan = TextToImagePipeline.ReadOptions(At("best.png")).Plan;
        var nearest = pictures.Select(path => Picture.Load(path)).MinBy(picture => distance.Of(plan, picture))!;
        Assert.Equal(nearest.Pixels, Picture.Load(At("best.png")).Pixels);
    }

    [Fact]
    public async Task BestOf_OfGuidedPictures_IsThatOfTheLeastLoss()
    {
        var (code, output, error) = await RunAsync(
            "a red fox", "--guide", "200", "--cutn", "3", "--best-of", "2", "--seed", "5", "-o", At("best.png"));

        Assert.True(code == 0, error);
        Assert.Matches(@"is the best \(seed [56], loss [0-9.]+\)", output);
        Assert.Contains(
            Directory.GetFiles(At("runs"), "picture.png", SearchOption.AllDirectories),
            path => Picture.Load(path).Pixels.SequenceEqual(Picture.Load(At("best.png")).Pixels));
    }

    [Theory]
    [InlineData("--iterations has no meaning", "--iterations", "5")]
    [InlineData("--cutn and --palette have no meaning", "--cutn", "5", "--palette", "red,blue")]
    [InlineData("--truncation has no meaning", "--truncation", "0.5")]
    [InlineData("--clip has no meaning", "--clip", "other")]
    [InlineData("--image-prompts has no meaning", "--image-prompts", "red.png")]
    [InlineData("--iterations has no meaning", "--guide", "100", "--iterations", "5")]
    [InlineData("There is no", "--guide", "100", "--image-prompts", "nothing.png")]
    [InlineData("There is no model", "--guide", "100", "--clip", "other")]
    [InlineData("--guide '0' is not a number from 0.001", "--guide", "0")]
    [InlineData("--scheduler 'eular' is none of", "--scheduler", "eular")]
    [InlineData("There is no LoRA nothing.safetensors", "--lora", "nothing.safetensors")]
    [InlineData("--steps '0' is not a whole number from 1", "--steps", "0")]
    public async Task WhatCannotBe_IsOneSentence(string sentence, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(["a red fox", .. arguments]);

        Assert.Equal(2, code);
        Assert.StartsWith(sentence, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("runs")));
    }

    [Fact]
    public async Task TruncatedWeights_AreRefused()
    {
        using var broken = new TinyDiffusion();
        var weights = broken.Weights("unet");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..5000]);

        var (code, _, error) = await Terminal.RunAsync("imagine", "a fox", "--model", broken.Folder, "--runs", At("runs"));

        Assert.Equal(2, code);
        Assert.Contains(weights, Assert.Single(error.Trim().Split('\n')));
        Assert.False(Directory.Exists(At("runs")));
    }

    private async Task MakeAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.True(code == 0, error);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] model = arguments.Contains("--repeat") ? [] : ["--model", tiny.Folder, "--size", "48x32"];
        string[] seed = arguments.Contains("--seed") || arguments.Contains("--repeat") ? [] : ["--seed", "5"];
        string[] steps = arguments.Contains("--steps") || arguments.Contains("--repeat") ? [] : ["--steps", "3"];
        return Terminal.RunAsync(["imagine", .. arguments, .. model, .. seed, .. steps, "--precision", "fp32", "--runs", At("runs")]);
    }

    private string At(string name) => Path.Combine(_folder, name);
}
