using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Tests.Imagine;

/// <summary>Pictures of models that are shown larger than they are made.</summary>
[Collection("console")]
public sealed class EnlargementTests : ToyCommands
{
    public EnlargementTests() // 32 pixels, shown at 64
    {
        var config = Path.Combine(Toys.Vqgan, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"size\": 32", "\"size\": 32, \"upscale_to\": 64"));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    public async Task Picture_IsUpscaledToTheSizeOfTheConfiguration_AndRepeats(string name)
    {
        var (code, output, error) = await Terminal.RunAsync(Words("red apple", "--seed", "5", "-o", At(name), "--json", "--quiet"));

        Assert.True(code == 0, error);
        var made = JsonDocument.Parse(output).RootElement;
        Assert.Equal(At(name), made.GetProperty("picture").GetString());
        Assert.Equal((64, 64), Size(At(name)));
        var run = made.GetProperty("run").GetString()!;
        Assert.Equal((32, 32), Size(Path.Combine(run, "picture.png")));
        Assert.Equal((64, 64), Size(Path.Combine(run, "picture-large.png")));
        Assert.Equal(5UL, TextToImagePipeline.ReadOptions(At(name)).Seed);
        Assert.Equal(0, (await Terminal.RunAsync("imagine", "--repeat", At(name), "--runs", Runs, "-o", At("again.png"))).Code);
        Assert.Equal(Picture.Load(Path.Combine(run, "picture-large.png")).Pixels, Picture.Load(At("again.png")).Pixels);
    }

    [Theory]
    [InlineData("--raw", 32)]
    [InlineData("--size 48", 64)]
    [InlineData("--size 64", 64)]
    [InlineData("--size 64x32", 64)]
    [InlineData("--size 24x16", 64)]
    [InlineData("--tile x", 32)]
    [InlineData("--palette red,blue", 32)]
    [InlineData("--upscale 2", 32)]       // that one is a.png's neighbour
    public async Task Width_IsThatOf(string options, int width)
    {
        var (code, _, error) = await Terminal.RunAsync(
            Words(["red apple", "--seed", "5", "-i", "1", "-o", At("a.png"), .. options.Split(' ')]));

        Assert.True(code == 0, error);
        Assert.Equal(width, Size(At("a.png")).Width);
    }

    [Fact]
    public async Task BestOf_IsUpscaled_AndItsRunsToo()
    {
        var (code, _, error) = await Terminal.RunAsync(Words("red apple", "--seed", "5", "-i", "1", "--best-of", "2", "-o", At("a.png")));

        Assert.True(code == 0, error);
        Assert.Equal((64, 64), Size(At("a.png")));
    }

    [Fact]
    public async Task Raw_HoldsForTheResumedRun()
    {
        Assert.Equal(0, (await Terminal.RunAsync(Words("red apple", "--seed", "5", "-i", "1", "--raw", "-o", At("a.png")))).Code);

        var (code, _, error) = await Terminal.RunAsync("imagine", "--resume", Directory.GetDirectories(Runs).Single(), "-i", "2");

        Assert.True(code == 0, error);
        Assert.Equal((32, 32), Size(At("a.png")));
    }

    private static (int Width, int Height) Size(string path)
    {
        var picture = Picture.Load(path);
        return (picture.Width, picture.Height);
    }
}
