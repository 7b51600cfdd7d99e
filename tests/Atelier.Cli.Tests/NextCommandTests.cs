using System.Text.RegularExpressions;
using Atelier.Imaging.Pictures;
using Atelier.Training.Recipes;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests;

/// <summary>Where something is missing, the sentence says what to type next; recipes go by name, and every run that can draw is drawn
/// from.</summary>
[Collection("console")]
public sealed partial class NextCommandTests : IDisposable
{
    private readonly TinyData _data = new();
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");

    public NextCommandTests() => Environment.SetEnvironmentVariable("ATELIER_CACHE", In("cache")); // nothing was built or fetched

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);
        _data.Dispose();
    }

    public static TheoryData<string> Recipes => [.. RecipeShelf.Names];

    [Theory]
    [InlineData("train vqvae-fashion --set data.path={folder}/fashion-mnist", "'apt-get install dataset-fashion-mnist' installs it.")]
    [InlineData("train vqvae-cifar10 --set data.path={folder}/cifar-10-batches-bin", "| tar xz -C {folder}' fetches it.")]
    [InlineData("train wgan-gp-celeba", "has img_align_celeba.zip to unpack there")]
    [InlineData("train gpt-text", "'--set data.path=FOLDER' names another place.")]
    [InlineData("train clip-glyphs", "'atelier data build glyphs' makes the data set.")]
    [InlineData("train clip-glyphs --set data.path={folder}/glyphs-256", "'atelier data build glyphs --side 256' makes the data set.")]
    [InlineData(
        "train upscale-glyphs --set data.path={folder} --set loss.perceptual.trunk=resnet18-imagenet",
        "'atelier models get resnet18-imagenet' fetches it.")]
    [InlineData(
        "train upscale-glyphs --set data.path={folder}/tiles",
        "'atelier data build glyph-tiles' and 'atelier data build photo-tiles PHOTOGRAPHS' make the data set.")]
    [InlineData(
        "bench training esrgan --set data.path={folder}/tiles",
        "'atelier data build glyph-tiles' and 'atelier data build photo-tiles PHOTOGRAPHS' make the data set.")]
    [InlineData(
        "train gpt-codes --set data.path={folder} --set model.codec={folder}/vqvae-fashion",
        "'atelier train vqvae-fashion' trains it.")]
    [InlineData(
        "train gan-mnist --set data.path={folder} --set model.classifier={folder}/classifier-fashion",
        "'atelier train classifier-fashion'")]
    [InlineData("train vqvae-fashon", "There is no recipe vqvae-fashon; did you mean vqvae-fashion?")]
    [InlineData("train recipes/vqvae-fasion.yaml", "did you mean vqvae-fashion?")]
    [InlineData("bench training watercolour", "or one of autoencoder-cifar10, classifier-fashion")]
    [InlineData("train {folder}", "{folder}, which is a folder;")]
    [InlineData("evaluate run {folder}", "'{folder}' is no training run")]
    [InlineData("sample clip-glyphs", "clip-glyphs holds a model of the kind clip")]
    [InlineData("sample vqgan-glyphs", "'atelier train gpt-codes --set model.codec=")]
    public async Task Run_WithoutWhatIsNeeded_SaysWhatToTypeNext(string words, string expected)
    {
        _data.Idx();

        var (code, output, error) = await Terminal.RunAsync(words.Replace("{folder}", _data.Folder).Split(' '));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected.Replace("{folder}", _data.Folder), error);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Recipes_AreFoundByName()
    {
        var (code, output, error) = await Terminal.RunAsync(
            "bench", "training", "vqvae-fashion", "--set", $"data.path={_data.Idx(side: 28)}", "--set", "training.batch=4",
            "--precision", "fp32", "--steps", "1");

        Assert.True(code == 0, error);
        Assert.Contains("fp32", output);
    }

    [Theory]
    [InlineData("loss: {adversarial: vanilla}")]
    [InlineData("loss: {adversarial: wasserstein, critic_steps: 2, gradient_penalty: 10}")]
    public async Task Sample_OfAGan_DrawsPicturesAndRefusesWhatGoesByCodes(string loss)
    {
        var recipe = _data.Write("gan.yaml", $$"""
            data: {source: idx, path: {{_data.Idx()}}, size: 8, channels: 1}
            training: {steps: 2, batch: 4, test_pictures: 4}
            model: {kind: gan, latent: 4, channels: [8, 4], critic_channels: [4, 8]}
            {{loss}}
            """);
        Assert.Equal(0, await CommandLine.RunAsync(["train", recipe, "-o", In("gan")]));
        foreach (var (name, seed) in new[] { ("a.png", "5"), ("b.png", "5"), ("c.png", "6") })
        {
            Assert.Equal(0, await CommandLine.RunAsync(["sample", In("gan"), "-n", "3", "--seed", seed, "-o", In(name)]));
        }

        Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("b.png")).Pixels);
        Assert.NotEqual(Picture.Load(In("a.png")).Pixels, Picture.Load(In("c.png")).Pixels);
        Assert.Equal(0, await CommandLine.RunAsync(["sample", "--repeat", In("a.png"), "-o", In("d.png")]));
        Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("d.png")).Pixels);

        var (code, _, error) = await Terminal.RunAsync("sample", In("gan"), "--class", "2", "--size", "16", "-o", In("e.png"));
        Assert.Equal(2, code);
        Assert.Contains("--size and --class have no effect with", error);
        (code, _, error) = await Terminal.RunAsync("complete", In("a.png"), "--model", In("gan"), "-o", In("e.png"));
        Assert.Equal(2, code);
        Assert.Contains($"'atelier sample {In("gan")}' draws some", error);
        Assert.False(File.Exists(In("e.png")));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Recipes))]
    public async Task BenchTraining_OfEveryRecipe_RunsOrSaysWhatToTypeFirst(string recipe)
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);

        var (code, output, error) = await Terminal.RunAsync("bench", "training", recipe, "--precision", "fp32", "--steps", "1");

        Assert.True(code == 0 ? output.Contains("fp32") : code == 2 && Command().IsMatch(error), error);
    }

    [GeneratedRegex("'(atelier|apt-get|mkdir|--set) .*' ")]
    private static partial Regex Command();

    private string In(string name) => Path.Combine(_data.Folder, name);
}
