using Atelier.Glyphs.Tests;
using Atelier.Imaging.Pictures;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Cli.Tests.Train;

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
        var shared = $"data: {{source: idx, path: {_data.Idx(side: 8)}, size: 8, channels: 1}}\ntraining: {{steps: 2, batch: 4, " +
            $"test_pictures: 4}}\n";
        _data.Write(
            "codec.yaml", shared + "model: {kind: vqvae, channels: 8, residual_channels: 4, halvings: 1, codebook: {size: 16, width: 4}}");
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
        Assert.Equal(0, await Run(
            "complete", In("whole.png"), "--model", prior, "--keep", "left:1/2", "--class", "1", "-n", "1", "-o", In("done.png")));
        var done = Picture.Load(In("done.png"));
        Assert.Equal(whole.Crop(0, 0, 4, 8).Pixels, done.Crop(0, 0, 4, 8).Pixels);
        Assert.NotEqual(whole.Crop(4, 0, 4, 8).Pixels, done.Crop(4, 0, 4, 8).Pixels);

        // of classes that fit the upper half
        Assert.Equal(0, await Run("complete", In("whole.png"), "--model", prior, "--keep", "top:1/2", "-n", "2", "-o", In("guessed.png")));

        Assert.Equal(0, await Run("train", "pack", prior, "-o", In("packed")));
        Assert.True(
            new FileInfo(Path.Combine(In("packed"), "codec", "model.safetensors")).Length < new FileInfo(
                Path.Combine(prior, "codec", "model.safetensors")).Length,
            "the codec comes along, in fp16");
        Assert.Equal(0, await Run("sample", In("packed"), "--class", "2", "-n", "3", "-o", In("d.png")));

        Assert.Equal(0, await Run("evaluate", "run", prior, "--count", "8"));
        Assert.Equal(0, await Run("evaluate", "probe", codec, "--data", In("codec.yaml"), "--count", "20"));
        Assert.Equal(0, await Run("bench", "training", In("codec.yaml"), "--precision", "fp32", "--steps", "2"));
        Assert.Equal(2, await Run("evaluate", "completion", prior, "--classifier", codec));
        Assert.Equal(2, await Run("evaluate", "run", In("nothing")));
        Assert.Equal(2, await Run("sample", prior, "--class", "boat"));
        Assert.Equal(2, await Run("sample", prior, "--words", "a boat"));
        Assert.Equal(2, await Run("sample", prior, "--top-p", "2"));
        Assert.Equal(2, await Run("complete", In("whole.png"), "--model", prior, "--keep", "middle:1/2"));
        Assert.Equal(2, await Run("complete", In("whole.png"), "--model", prior, "--keep", "top:1/8"));
        Assert.Equal(2, await Run("sample", codec));
        Assert.Equal(2, await Run("train", In("prior.yaml"), "-o", prior));
    }

    [Fact]
    public async Task APriorThatReads_DrawsWordsAtAnySize_AndBeginsImagine()
    {
        using var glyphs = new TinyGlyphs();
        var shared = $"data: {{source: glyphs, path: {glyphs.Folder}, size: 32, split: {glyphs.Split}, test: concepts}}\ntraining: " +
            $"{{steps: 2, batch: 4, test_pictures: 4}}\n";
        _data.Write(
            "codec.yaml",
            shared +
                "model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2, 2], res_blocks: 1, latent_channels: 8, codebook: " +
                "{size: 16, width: 8}}");
        _data.Write(
            "clip.yaml",
            shared + "model: {kind: clip, layers: [1, 1, 1, 1], embedding: 16, width: 16, text_width: 16, text_layers: 1, merges: 40}");
        _data.Write(
            "prior.yaml",
            shared +
                $"model: {{kind: gpt, codec: {In("codec")}, condition: text, clip: {In("clip")}, layers: 1, heads: 2, width: 8, " +
                $"unconditioned: 0.5}}\nsampling: {{guidance: 2}}");
        foreach (var name in new[] { "codec", "clip", "prior" })
        {
            Assert.Equal(0, await Run("train", In(name + ".yaml"), "-o", In(name)));
        }

        Assert.Equal(0, await Run("sample", In("prior"), "--words", "an ocean", "-n", "1", "--guidance", "3", "-o", In("one.png")));
        Assert.Equal(0, await Run("sample", In("prior"), "--words", "an ocean", "-n", "1", "--size", "48x40", "-o", In("large.png")));
        var large = Picture.Load(In("large.png"));
        Assert.Equal((48, 40), (large.Width, large.Height));
        Assert.Equal(2, await Run("sample", In("prior"), "--words", "an ocean", "--size", "30"));
        Assert.Equal(2, await Run("sample", In("prior"), "--words", "an ocean", "--size", "50"));
        Assert.Equal(2, await Run("sample", In("prior")));

        string[] imagine =
        [
            "imagine", "an ocean", "--model", In("codec"), "--clip", In("clip"), "--size", "32", "-i", "2", "-cuts",
            "2", "--seed", "4", "--candidates", "3", "--runs", In("runs"),
        ];
        string[] byPrior = [.. imagine, "--prior", In("prior")];
        foreach (var name in new[] { "a.png", "b.png" })
        {
            Assert.Equal(0, await Run([.. byPrior, "--init", "prior", "-o", In(name)]));
        }

        Assert.Equal(0, await Run([.. byPrior, "-o", In("best.png")])); // no drawings are stored here, so the prior's are the best
        Assert.Equal(0, await Run([.. imagine, "-o", In("codes.png")]));
        Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("b.png")).Pixels);
        Assert.Equal(Picture.Load(In("a.png")).Pixels, Picture.Load(In("best.png")).Pixels);
        Assert.NotEqual(Picture.Load(In("a.png")).Pixels, Picture.Load(In("codes.png")).Pixels);
        Assert.Equal(2, await Run([.. imagine, "--init", "prior"]));
        Assert.Equal(2, await Run([.. imagine, "--init", "stored"]));
        Assert.Equal(2, await Run([.. imagine, "--init", "prior", "--prior", In("codec")]));
    }

    private static Task<int> Run(params string[] arguments) => CommandLine.RunAsync(arguments);

    private string In(string name) => Path.Combine(_data.Folder, name);
}
