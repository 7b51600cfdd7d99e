using Atelier.Models;
using Atelier.Models.Gan.Pix2Pix;
using Atelier.Training.Loop;
using Atelier.Training.Tests.Recipes;

namespace Atelier.Training.Tests.Learners.Pix2Pix;

public sealed class Pix2PixLearnerTests : IDisposable
{
    private readonly TinyData _data = new();

    public void Dispose() => _data.Dispose();

    /// <summary>Dropout draws from the run's own generator.</summary>
    [Fact]
    public void ARunWithDropout_GoesOnExactly_AndItsModelLoads()
    {
        var recipe = Recipe.Read(Write(), []);
        var (straight, broken, plain) = (In("straight"), In("broken"), In("plain"));
        new Trainer(recipe, straight).Run(false, new Killed(), default);
        Assert.Throws<TimeoutException>(() => new Trainer(recipe, broken).Run(false, new Killed(At: 3), default));

        new Trainer(recipe, broken).Run(true, new Killed(), default);
        var figures = new Trainer(Recipe.Read(Write(), ["model.dropout=false"]), plain).Run(false, new Killed(), default);

        Assert.Equal(File.ReadAllBytes(Path.Combine(straight, "checkpoint.safetensors")),
            File.ReadAllBytes(Path.Combine(broken, "checkpoint.safetensors")));
        Assert.NotEqual(Last(straight), Last(plain));
        Assert.True(double.IsFinite(figures["test_psnr"]));
        using var model = Pix2PixFile.Load(ModelFiles.Find(straight));
        Assert.Equal((1, 2, 6), (model.Options.OutChannels, model.Options.Channels, model.Options.Levels));
        Assert.Equal("outlines", ModelFiles.Find(straight).Config.String("input"));
    }

    [Fact]
    public void Outlines_OfASquare_AreAThinFrame_TheSameEachTime()
    {
        using var scope = NewDisposeScope();
        var picture = ones(1, 3, 32, 32);
        picture[.., 1, 8..24, 8..24] = 0;

        var outlines = Outlines.Draw(picture);

        Assert.Equal([1, 1, 32, 32], outlines.shape);
        Assert.Equal(outlines.ToArray<float>(), Outlines.Draw(picture).ToArray<float>());
        Assert.InRange(outlines[0, 0, 16].lt(0.5).sum().ToInt64(), 2, 4);       // a row through it crosses two lines
        Assert.Equal(1, outlines[.., .., 11..21, 11..21].min().ToDouble());     // white inside
        Assert.Equal(1, outlines[.., .., 0..5, ..].min().ToDouble());           // and outside
        Assert.Equal(0, outlines.min().ToDouble());
    }

    [Fact]
    public void Outlines_OfAFlatPicture_AreWhite()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1, Outlines.Draw(full([2, 1, 8, 8], 0.3f)).min().ToDouble());
    }

    private string In(string name) => Path.Combine(_data.Folder, name);

    private static string Last(string run) => File.ReadAllLines(Path.Combine(run, "log.csv"))[^1];

    private string Write() => _data.Write("recipe.yaml", $$"""
        data: {source: idx, path: {{_data.Idx(side: 64)}}, size: 64, channels: 1}
        training: {steps: 4, batch: 2, average: 0.9, log_every: 1, sample_every: 2, checkpoint_every: 2, test_pictures: 4}
        model: {kind: pix2pix, channels: 2, levels: 6}
        discriminator: {channels: 2, layers: 2}
        """);

    private sealed record Killed(int At = -1) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value)
        {
            if (value.Step == At)
            {
                throw new TimeoutException("killed");
            }
        }
    }
}
