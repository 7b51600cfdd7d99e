using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.SuperResolution;
using Atelier.Tests;
using Atelier.Torch.WeightFiles;

namespace Atelier.Cli.Tests;

/// <summary>Weights that no picture can be made with, and texts longer than a CLIP reads.</summary>
[Collection("console")]
public sealed class WeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-broken-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(float.NaN, "body.2.bias holds numbers that are not finite")]
    [InlineData(3e38f, "not a number in places")] // finite, but not what is computed with it
    public async Task Upscale_WithBrokenWeights_WritesNothing(float weight, string says)
    {
        var model = Path.Combine(_folder, "broken.safetensors");
        using (NewDisposeScope())
        {
            using var random = new Generator(1);
            var state = new SrvggNet(Weights.Fresh(random), new() { Scale = 2, Features = 4, Convolutions = 1 }).Freeze().state_dict();
            state["body.2.bias"] = tensor(new[] { weight, weight, weight, weight });
            state["body.4.weight"] = full(state["body.4.weight"].shape, 100f);
            SafeTensors.Write(model, state);
        }

        Picture.Blank(6, 5, Colour.White).Save(Path.Combine(_folder, "a.png"));
        var result = Path.Combine(_folder, "large.png");

        var (code, output, error) = await Terminal.RunAsync(
            "upscale", Path.Combine(_folder, "a.png"), "--model", model, "-o", result, "--precision", "fp32", "--quiet");

        Assert.Equal(2, code);
        Assert.Contains(says, Assert.Single(error.Trim().Split('\n')));
        Assert.Empty(output);
        Assert.False(File.Exists(result));
    }

    [Fact]
    public async Task Score_OfTextsThatDifferBehindTheContext_TellsThemApartAndSaysSo()
    {
        using var toys = new ToyModels();
        var picture = Path.Combine(_folder, "a.png");
        Picture.Blank(16, 16, Colour.White).Save(picture);
        const string Long = "red red red red red red red red red red red red";

        var (code, output, error) = await Terminal.RunAsync(
            "score", picture, Long + " apple", Long + " blue", "--clip", toys.Clip, "--json");

        Assert.Equal(0, code);
        Assert.Equal(2, error.Trim().Split('\n').Length);
        Assert.Contains("2 parts, whose mean counts", error);
        var similarities = System.Text.Json.JsonDocument.Parse(output).RootElement.EnumerateArray()
            .Select(score => score.GetProperty("similarity").GetDouble()).ToArray();
        Assert.NotEqual(similarities[0], similarities[1], 1e-5);
    }
}
