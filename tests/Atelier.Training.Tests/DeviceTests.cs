using Atelier.Models.Clip;
using Atelier.Models.Painter;
using Atelier.Models.Vqgan;
using Atelier.Tensors;
using Atelier.Tests;
using Atelier.Training.Clip;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;
using Atelier.Training.Tests.Data;
using Atelier.Training.Vqgan;

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

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vqgan_TrainedElsewhere_ResumesAndIsMeasured(bool gumbel)
    {
        var options = new VqganOptions { Channels = 8, Multipliers = [1, 2], ResBlocks = 1, AttentionLevels = new HashSet<int> { 1 }, LatentChannels = 8, EmbeddingWidth = 8, CodebookSize = 32, NormGroups = 4, Gumbel = gumbel };
        var recipe = new VqganRecipe { Model = options, Size = 32, BatchSize = 2, Steps = 3, QuantiseAfter = 1, BFloat16 = false };

        new VqganTrainer(recipe, _glyphs.Set, _folder, Elsewhere.Device).Run(new Progress<TrainingStep>(), default);
        new VqganTrainer(recipe with { Steps = 5 }, _glyphs.Set, _folder, Elsewhere.Device).Run(new Progress<TrainingStep>(), default);
        using var model = VqganFile.Load(Models.ModelFiles.Find(Path.Combine(_folder, "model.safetensors"), Groups()), Elsewhere.Device);

        Assert.True(double.IsFinite(ReconstructionQuality.Measure(model, _glyphs.Set, _glyphs.Only(TinyGlyphs.Blue)).Psnr));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Clip_TrainedElsewhere_ResumesAndIsMeasured(bool transformer)
    {
        var options = new ClipOptions { EmbeddingWidth = 16, Resolution = 32, VisionLayers = transformer ? 1 : null, ResNetLayers = transformer ? null : [1, 1, 1, 1], VisionWidth = 16, PatchSize = 8, ContextLength = 24, TextWidth = 16, TextLayers = 1 };
        var recipe = new ClipRecipe { Model = options, Merges = 40, BatchSize = 4, Steps = 2, BFloat16 = false };

        new ClipTrainer(recipe, _glyphs.Set, _folder, Elsewhere.Device).Run(new Progress<TrainingStep>(), default);
        new ClipTrainer(recipe with { Steps = 3 }, _glyphs.Set, _folder, Elsewhere.Device).Run(new Progress<TrainingStep>(), default);
        var files = Models.ModelFiles.Find(Path.Combine(_folder, "model.safetensors"));
        using var model = ClipFile.Load(files, Elsewhere.Device);

        var quality = RetrievalQuality.Measure(model, TokenizerFile.Load(files, model.Options), _glyphs.Set, _glyphs.Only(TinyGlyphs.Blue), pairs: 2);

        Assert.InRange(quality.Captions, 0, 1);
    }

    [SkippableFact]
    public void Painter_TrainedElsewhere_ResumesAndIsMeasured()
    {
        var path = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(path, "data: {source: strokes}\nmodel: {kind: painter, width: 16, heads: 2, encoder_layers: 1, decoder_layers: 1, feed_forward: 16}\ntraining: {steps: 2, batch: 4, test_pictures: 4}");
        var run = Path.Combine(_folder, "run");

        new Trainer(Recipe.Read(path, []), run, Elsewhere.Device).Run(false, new Progress<TrainingStep>(), default);
        var figures = new Trainer(Recipe.Read(path, ["training.steps=3"]), run, Elsewhere.Device).Run(true, new Progress<TrainingStep>(), default);

        Assert.InRange(figures["test_pixel"], 0, 1);
        using var model = PainterFile.Load(Models.ModelFiles.Find(run));
        Assert.Equal(2, model.Options.Heads);
    }

    private string Groups()
    {
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, """{"norm_groups": 4}""");
        return path;
    }
}
