using System.Text.Json;
using Atelier.Glyphs;
using Atelier.Models.Features;
using Atelier.Tests;
using Atelier.Torch;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests.Train;

[Collection("console")]
public sealed class EvaluateTests : IDisposable
{
    private readonly ToyModels _toys = new();
    private readonly string? _cache = Environment.GetEnvironmentVariable("ATELIER_CACHE");

    public EvaluateTests()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _toys.Folder);
        var folder = Directory.CreateDirectory(GlyphDataset.Folder).FullName;
        var glyphs = Enumerable.Range(0, 120)
            .Select(i => new Glyph(i, $"set {i % 3}", i % 3 == 0 ? "black and white icon" : "flat", $"thing {i / 3}", [], 4))
            .ToArray();
        File.WriteAllLines(
            Path.Combine(folder, "index.jsonl"), glyphs.Select(glyph => JsonSerializer.Serialize(glyph, JsonSerializerOptions.Web)));
        using var pictures = File.Create(Path.Combine(folder, "pictures.rgba"));
        pictures.SetLength((long)glyphs.Length * GlyphSet.DefaultSide * GlyphSet.DefaultSide * 4); // all transparent
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ATELIER_CACHE", _cache);
        _toys.Dispose();
    }

    [Fact]
    public async Task Clip_OnPicturesThatAreAllBlank_GivesSharesOfAllFourQuestions()
    {
        var (code, output, error) = await Terminal.RunAsync("evaluate", "clip", _toys.Clip, "--pictures", "12", "--json");

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(
            ["captions", "colours", "styles", "stylesApart", "backgrounds"],
            json.RootElement.EnumerateObject().Select(value => value.Name));
        Assert.All(json.RootElement.EnumerateObject(), value => Assert.InRange(value.Value.GetDouble(), 0, 1));
        Assert.Contains("evaluating: pictures 100", error);
    }

    [Fact]
    public async Task Clip_WithAListOfUnseenDrawingsOfAnotherDataSet_SaysSo()
    {
        File.WriteAllText(Path.Combine(_toys.Clip, "unseen.tsv"), "set 9\tnothing\n");

        var (code, _, error) = await Terminal.RunAsync("evaluate", "clip", _toys.Clip);

        Assert.Equal(2, code);
        Assert.Contains("--split", error);
    }

    [Fact]
    public async Task Vqgan_OnPicturesThatAreAllWhite_UsesFewCodes()
    {
        var (code, output, _) = await Terminal.RunAsync("evaluate", "vqgan", _toys.Vqgan, "--pictures", "3", "--json");

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(double.IsFinite(json.RootElement.GetProperty("psnr").GetDouble()));
        Assert.InRange(json.RootElement.GetProperty("used").GetDouble(), 1 / 32.0, 0.99);
        Assert.False(json.RootElement.TryGetProperty("perceptual", out _));
    }

    [Fact]
    public async Task Vqgan_AtAnotherSide_TakesDrawingsOfThatSize_AndMeasuresTheDistanceByANetwork()
    {
        var trunk = Path.Combine(_toys.Folder, "resnet.safetensors");
        using (NewDisposeScope())
        using (var random = new Generator(3))
        using (var network = new ResNet(Weights.Fresh(random), new() { Channels = 4 }))
        {
            SafeTensors.Write(trunk, network.state_dict());
        }

        string[] command = ["evaluate", "vqgan", _toys.Vqgan, "--pictures", "2", "--side", "64", "--trunk", trunk, "--json"];
        var (missing, _, error) = await Terminal.RunAsync(command);
        Assert.Equal(2, missing);
        Assert.Contains("data build glyphs --side 64", error);

        var folder = Directory.CreateDirectory(GlyphDataset.FolderOf(64)).FullName;
        File.Copy(Path.Combine(GlyphDataset.Folder, "index.jsonl"), Path.Combine(folder, "index.jsonl"));
        using (var pictures = File.Create(Path.Combine(folder, "pictures.rgba")))
        {
            pictures.SetLength(120L * 64 * 64 * 4);
        }

        var (code, output, _) = await Terminal.RunAsync(command);

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("perceptual").GetDouble() > 0);
    }
}
