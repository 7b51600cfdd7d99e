using System.Diagnostics;
using System.Globalization;
using Atelier.Imaging.Pictures;

namespace Atelier.Samples.Tests;

/// <summary>The samples, started as a reader would start them.</summary>
public sealed class SamplesTests : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("emoji-key.png", "a key")]
    [InlineData("emoji-penguin.png", "a penguin")]
    [InlineData("emoji-hot-dog.png", "a hot dog")]
    public async Task ClipZeroShot_PutsTheRightWordsFirst(string picture, string words)
    {
        var (code, output) = await Run("ClipZeroShot", Path.Combine(Pictures, picture), "a penguin", "a key", "a hot dog");

        Assert.Equal(0, code);
        var ranked = output.Select(line => line.Split("%")).Select(
            parts => (Percent: double.Parse(parts[0], CultureInfo.InvariantCulture), Words: parts[1].Trim())).ToList();
        Assert.Equal(words, ranked[0].Words);
        Assert.Equal(3, ranked.Count);
        Assert.Equal(ranked.OrderByDescending(line => line.Percent), ranked);
        Assert.Equal(100, ranked.Sum(line => line.Percent), 0.2);
    }

    [Fact]
    public async Task UpscaleAPicture_MakesItFourTimesLarger()
    {
        Picture.Blank(12, 9, new(40, 160, 90)).Save(At("small.png"));

        var (code, output) = await Run("UpscaleAPicture", At("small.png"), At("large.png"));

        Assert.Equal(0, code);
        Assert.Equal("12x9 -> 48x36", output[^1]);
        var large = Picture.Load(At("large.png"));
        Assert.Equal((48, 36), (large.Width, large.Height));
        Assert.InRange(large.Pixels.Where((_, i) => i % 3 == 1).Average(green => green), 150, 170);
    }

    [Fact]
    public async Task YourOwnGenerator_ComesNearerToTheWords()
    {
        var (first, last) = (await Loss(iterations: 1), await Loss(iterations: 20));

        Assert.True(last < first - 0.2, $"from {first} to {last}");
        var picture = Picture.Load(At("apple.png"));
        Assert.Equal((128, 128), (picture.Width, picture.Height));

        async Task<double> Loss(int iterations)
        {
            var (code, output) = await Run("YourOwnGenerator", "a red apple", At("apple.png"), $"{iterations}");
            Assert.Equal(0, code);
            return double.Parse(output[^1].Split("loss ")[1], CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("ClipZeroShot")]
    [InlineData("UpscaleAPicture")]
    [InlineData("YourOwnGenerator")]
    public async Task WithoutArguments_TheUsageIsTold(string sample)
    {
        var (code, output) = await Run(sample);

        Assert.Equal(2, code);
        Assert.StartsWith($"Usage: {sample} <", Assert.Single(output), StringComparison.Ordinal);
    }

    private static string Pictures => Path.Combine(AppContext.BaseDirectory.Split("artifacts")[0], "benchmarks", "upscale");

    private string At(string name) => Path.Combine(_folder, name);

    private static async Task<(int Code, string[] Lines)> Run(string sample, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, sample), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_WAIT_POLICY"] = "passive" }, // several run at once
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Longest);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, (await output + await error)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
