using Atelier.Glyphs.Tests;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Painter;
using Atelier.Tests;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Tests;

/// <summary>Nothing stays behind on the CPU when networks are trained elsewhere.</summary>
public sealed class DeviceTests : IDisposable
{
    private readonly TinyGlyphs _glyphs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-train-").FullName;

    public void Dispose()
    {
        _glyphs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Vqgan_TrainedElsewhere_ResumesAndIsMeasured()
    {
        var folder = Train("""
            model: {kind: vqgan, channels: 8, norm_groups: 4, multipliers: [1, 2], res_blocks: 1, attention_levels: [1], latent_channels: 8,
              codebook: {size: 32, width: 8, quantise_after: 1}}
            discriminator: {channels: 4, layers: 1}
            """);
        using var model = VqganFile.Load(ModelFiles.Find(folder), Elsewhere.Device);

        Assert.True(double.IsFinite(ReconstructionQuality.Measure(model, _glyphs.Set, _glyphs.Only(TinyGlyphs.Blue)).Psnr));
    }

    [Theory]
    [InlineData("layers: [1, 1, 1, 1]")]
    [InlineData("vision: transformer, layers: [1], patch: 8")]
    public void Clip_TrainedElsewhere_ResumesAndIsMeasured(string tower)
    {
        var files = ModelFiles.Find(
            Train($"model: {{kind: clip, {tower}, embedding: 16, width: 16, text_width: 16, text_layers: 1, merges: 40}}"));
        using var model = ClipFile.Load(files, Elsewhere.Device);

        var quality = RetrievalQuality.Measure(
            model, TokenizerFile.Load(files, model.Options), _glyphs.Set, _glyphs.Only(TinyGlyphs.Blue), pairs: 2);

        Assert.InRange(quality.Captions, 0, 1);
    }

    [Fact]
    public void Painter_TrainedElsewhere_ResumesAndIsMeasured()
    {
        var path = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(
            path,
            "data: {source: strokes}\nmodel: {kind: painter, width: 16, heads: 2, encoder_layers: 1, decoder_layers: 1, feed_forward: " +
            "16}\ntraining: {steps: 2, batch: 4, test_pictures: 4}");
        var run = Path.Combine(_folder, "run");

        new Trainer(Recipe.Read(path, []), run, Elsewhere.Device).Run(false, new Progress<TrainingStep>(), default);
        var figures = new Trainer(Recipe.Read(path, ["training.steps=3"]), run, Elsewhere.Device)
            .Run(true, new Progress<TrainingStep>(), default);

        Assert.InRange(figures["test_pixel"], 0, 1);
        using var model = PainterFile.Load(Models.ModelFiles.Find(run));
        Assert.Equal(2, model.Options.Heads);
    }

    private string Train(string model)
    {
        var (path, folder) = (Path.Combine(_folder, "recipe.yaml"), Path.Combine(_folder, "run"));
        File.WriteAllText(path, $$"""
            data: {source: glyphs, path: {{_glyphs.Folder}}, size: 32, split: {{_glyphs.Split}}, test: concepts}
            training: {steps: 5, batch: 2, average: 0.9, test_pictures: 4}
            {{model}}
            """);
        new Trainer(Recipe.Read(path, ["training.steps=3"]), folder, Elsewhere.Device).Run(false, new Progress<TrainingStep>(), default);
        new Trainer(Recipe.Read(path, []), folder, Elsewhere.Device).Run(true, new Progress<TrainingStep>(), default);
        return folder;
    }
}
