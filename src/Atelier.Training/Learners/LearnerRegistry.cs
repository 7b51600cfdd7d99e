using Atelier.Core;
using Atelier.Training.Data;
using Atelier.Training.Learners.Autoencoder;
using Atelier.Training.Learners.Classifier;
using Atelier.Training.Learners.Clip;
using Atelier.Training.Learners.Diffusion;
using Atelier.Training.Learners.Gan;
using Atelier.Training.Learners.Painter;
using Atelier.Training.Learners.Pix2Pix;
using Atelier.Training.Learners.Prior;
using Atelier.Training.Learners.SuperResolution;
using Atelier.Training.Learners.Vq;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>The models that a recipe can train, by <c>model.kind</c>.</summary>
public static class LearnerRegistry
{
    private static readonly Dictionary<string, Entry> Entries = new()
    {
        ["autoencoder"] = new(AutoencoderOptions.Read),
        ["vqvae"] = new(VqOptions.ReadVqVae),
        ["vqgan"] = new(VqOptions.ReadVqgan),
        ["gan"] = new(GanOptions.Read),
        ["diffusion"] = new(DiffusionLearnerOptions.Read),
        ["diffusion-clip"] = new(DiffusionClipOptions.Read),
        ["pix2pix"] = new(Pix2PixOptions.Read),
        ["gpt"] = new(PriorOptions.Read),
        ["classifier"] = new(ClassifierOptions.Read),
        ["upscaler"] = new(UpscalerOptions.Read),
        ["painter"] = new(PainterLearnerOptions.Read, NeedsPictures: false),
        ["clip"] = new(ClipLearnerOptions.Read),
    };

    /// <summary>Every <c>model.kind</c>.</summary>
    public static IReadOnlyCollection<string> Kinds => Entries.Keys;

    /// <summary>Reads the sections of a recipe that describe the model.</summary>
    /// <exception cref="RecipeException">Something in them cannot work; the message names key and line.</exception>
    internal static ILearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var entry = Entries[model.OneOf("kind", Kinds)];
        return entry.NeedsPictures != (data.Source == DataSource.Strokes)
            ? entry.Read(root, data, training)
            : throw model.Error("kind", "a painter, and nothing else, learns from data.source strokes");
    }

    // the options that are read create the learner
    private sealed record Entry(Func<RecipeSection, DataOptions, TrainingOptions, ILearnerOptions> Read, bool NeedsPictures = true);
}
