using Atelier.Media;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests;

/// <summary>From pictures to a codec, to a prior over its codes, to pictures, all by command.</summary>
[Collection("console")]
public sealed class PriorTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task TrainSampleComplete_ByCommand_DrawsPicturesAndKeepsWhatIsKept()
    {
        var (codec, prior) = (In("codec"), In("prior"));
        var shared = $"data: {{source: idx, path: {_data.Idx(side: 8)}, size: 8, channels: 1}}\ntraining: {{steps: 2, batch: 4, test_pictures: 4}}\n";
        _data.Write("codec.yaml", shared + "model: {kind: vqvae, channels: 8, residual_channels: 4, halvings: 1, codebook: {size: 16, width: 4}}");
        _data.Write("prior.yaml", shared + $"model: {{kind: gpt, codec: {codec}, condition: class, layers: 1, heads: 2, width: 8}}");
        Assert.Equal(0, await Run("train", In("codec.yaml"), "-o", codec));
        Assert.Equal(0, await Run("train", In("prior.yaml"), "-o", prior, "--set", "training.steps=1"));

        Assert.Equal(0, await Run("sample", prior, "--class", "2", "-n", "3", "--seed", "5", "-o", In("a.png")));
        Assert.Equal(0, await Run("sample", prior, "--class", "2", "-n", "3", "--seed", "5", "-o", In("b.png")));
        Assert.Equal(0, await Run("sample", prior, "--class", "2", "-n", "3", "--seed", "6", "-o", In("c.png")));
        Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("b.png")).Pixels);
        Assert.NotEqual(Picture.Load(In("a.png")).Pixels, Picture.Load(In("c.png")).Pixels);

        var whole = new Picture(8, 8, 3, [.. Enumerable.Range(0, 192).Select(i => (byte)(i / 3 * 4))]);
        whole.Save(In("whole.png"));
        Assert.Equal(0, await Run("complete", In("whole.png"), "--model", prior, "--keep", "left:1/2", "--class", "1", "-n", "1", "-o", In("done.png")));
        var done = Picture.Load(In("done.png"));
        Assert.Equal(whole.Crop(0, 0, 4, 8).Pixels, done.Crop(0, 0, 4, 8).Pixels);
        Assert.NotEqual(whole.Crop(4, 0, 4, 8).Pixels, done.Crop(4, 0, 4, 8).Pixels);

        Assert.Equal(2, await Run("sample", prior, "--class", "boat"));
        Assert.Equal(2, await Run("sample", prior, "--words", "a boat"));
        Assert.Equal(2, await Run("sample", prior, "--top-p", "2"));
        Assert.Equal(2, await Run("complete", In("whole.png"), "--model", prior, "--keep", "middle:1/2"));
        Assert.Equal(2, await Run("complete", In("whole.png"), "--model", prior, "--keep", "top:1/8"));
        Assert.Equal(2, await Run("sample", codec));
        Assert.Equal(2, await Run("train", In("prior.yaml"), "-o", prior));
    }

    private static Task<int> Run(params string[] arguments) => CommandLine.RunAsync(arguments);

    private string In(string name) => Path.Combine(_data.Folder, name);
}
