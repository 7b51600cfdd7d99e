using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>What sees the pictures.</summary>
public enum VisionTower
{
    /// <summary>CLIP's ResNet.</summary>
    Resnet,

    /// <summary>A vision transformer.</summary>
    Transformer,
}

/// <summary>A CLIP in a recipe: <c>model: {kind: clip, vision, layers, width, patch, embedding, context, text_width, text_layers, merges, start}</c>.</summary>
/// <param name="Sizes">The network, but for its vocabulary.</param>
/// <param name="Merges"><c>merges</c>: byte-pair merges of the vocabulary, learnt from captions of the data.</param>
/// <param name="Start"><c>start</c>: a model folder whose weights and vocabulary it begins with; null for none.</param>
/// <param name="Optimiser">How it changes.</param>
internal sealed record ClipLearnerOptions(ClipOptions Sizes, int Merges, string? Start, OptimiserOptions Optimiser) : ILearnerOptions
{
    private const int CaptionsRead = 30_000;

    public static ClipLearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var tower = model.Choice<VisionTower>("vision", VisionTower.Resnet);
        var resnet = tower == VisionTower.Resnet;
        var layers = model.Wholes("layers", resnet ? [2, 2, 2, 2] : [4]);
        if (layers.Count != (resnet ? 4 : 1))
        {
            throw model.Wrong("layers", resnet ? "four numbers are needed: blocks of each stage of the ResNet" : "one number is needed, in brackets: blocks of the transformer");
        }

        var sizes = new ClipOptions
        {
            EmbeddingWidth = model.Whole("embedding", 256),
            Resolution = data.Size,
            VisionLayers = resnet ? null : layers[0],
            ResNetLayers = resnet ? layers : null,
            VisionWidth = model.Whole("width", resnet ? 32 : 192, 2),
            PatchSize = resnet ? 32 : model.Whole("patch", 8),
            ContextLength = model.Whole("context", 24, 3),
            TextWidth = model.Whole("text_width", 128),
            TextLayers = model.Whole("text_layers", 3),
        };
        Requirements.Divisible(root, data, sizes.PatchSize);
        if (data.Channels != 3)
        {
            throw root.Section("data").Wrong("channels", "a CLIP sees pictures of 3 channels");
        }

        var start = Requirements.Folder(model, "start");
        return start is not null && model.Has("merges")
            ? throw model.Wrong("merges", "the vocabulary is that of model.start; leave this out")
            : new(sizes, start is null ? model.Whole("merges", 2000) : 0, start, OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 1e-3, Beta2 = 0.98, Epsilon = 1e-6, WeightDecay = 0.05 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, RandomGenerator random)
    {
        var vocabulary = Start is null ? Learnt(data) : BytePairVocabulary.Load(Path.Combine(ModelFiles.Find(Start).Folder, "vocabulary.txt"));
        var model = new ClipModel(StartWeights.Of(Start, random), Sizes with { VocabularySize = vocabulary.Size }) { ComputeInBFloat16 = training.Precision == Precision.Bf16 };
        model.Parameters.RequireGradients();
        model.Parameters.ChannelsLast = random.Device.IsCpu;
        model.To(random.Device);
        return new ClipLearner(model, vocabulary, Optimiser, training.Average);
    }

    private BytePairVocabulary Learnt(DataOptions data)
    {
        using var source = data.Open(DataPart.Train);
        var words = new Dictionary<string, int>();
        foreach (var word in Enumerable.Range(0, Math.Min(CaptionsRead, source.Count)).SelectMany(i => Tokenizer.Words(source.CaptionOf(i))))
        {
            words[word] = words.GetValueOrDefault(word) + 1;
        }

        return words.Count > 0 ? BytePairVocabulary.Learn(words, Merges) : throw new UserException($"{data.Path} has no captions that a CLIP could learn from.");
    }
}
