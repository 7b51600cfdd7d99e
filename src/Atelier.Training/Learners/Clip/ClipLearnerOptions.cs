using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Data.Sources;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Clip;

/// <summary>The image encoder.</summary>
public enum VisionTower
{
    /// <summary>CLIP's ResNet.</summary>
    Resnet,

    /// <summary>A vision transformer.</summary>
    Transformer,
}

/// <summary>What a recipe leaves as it is: <c>model.freeze</c>.</summary>
public enum FrozenTower
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The image encoder; only the texts are trained.</summary>
    Vision,
}

/// <summary>A CLIP in a recipe: <c>model: {kind: clip, vision, layers, width, patch, embedding, context,
/// text_width, text_layers, merges, start, more_merges, merge_dropout, freeze}</c>.</summary>
/// <param name="Sizes">The network without its vocabulary.</param>
/// <param name="Merges"><c>merges</c>: byte-pair merges of the vocabulary, learned from captions of the data.</param>
/// <param name="Start"><c>start</c>: the model folder of the initial weights and the vocabulary; null to train from scratch.</param>
/// <param name="Optimiser">The optimizer.</param>
internal sealed record ClipLearnerOptions(ClipOptions Sizes, int Merges, ModelReference? Start, OptimiserOptions Optimiser)
    : ILearnerOptions
{
    /// <summary><c>more_merges</c>: merges learned beyond those of the start's vocabulary.</summary>
    public int MoreMerges { get; init; }

    /// <summary><c>merge_dropout</c>: the probability that a merge is left out in training (BPE-dropout).</summary>
    public double MergeDropout { get; init; }

    /// <summary><c>freeze</c>: what is not trained; needs a start.</summary>
    public FrozenTower Freeze { get; init; }

    private const int VocabularyCaptions = 30_000;
    private const int MostMerges = 40_000;
    private const int HeadWidth = 64; // as in every CLIP
    private const string WidthRequirement = "a multiple of 64 is needed, or less than 128";

    public static ClipLearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var tower = model.Enum<VisionTower>("vision", VisionTower.Resnet);
        var resnet = tower == VisionTower.Resnet;
        var layers = model.Ints("layers", resnet ? [2, 2, 2, 2] : [4]);
        if (layers.Count != (resnet ? 4 : 1))
        {
            throw model.Error("layers", resnet
                ? "four numbers are needed: blocks of each stage of the ResNet"
                : "one number is needed, in brackets: blocks of the transformer");
        }

        var sizes = new ClipOptions
        {
            EmbeddingWidth = model.Size("embedding", 256),
            Resolution = data.Size,
            VisionLayers = resnet ? null : layers[0],
            ResNetLayers = resnet ? layers : null,
            VisionWidth = model.Size("width", resnet ? 32 : 192, 2),
            PatchSize = resnet ? 32 : model.Size("patch", 8),
            ContextLength = model.Size("context", 24, 3),
            TextWidth = model.Size("text_width", 128),
            TextLayers = model.Int("text_layers", 3, 1, 256),
        };
        if (resnet ? sizes.VisionWidth % 2 != 0 : !FitsHeads(sizes.VisionWidth))
        {
            throw model.Error("width", resnet ? "an even number is needed" : WidthRequirement);
        }

        if (!FitsHeads(sizes.TextWidth))
        {
            throw model.Error("text_width", WidthRequirement);
        }

        Requirements.Divisible(data, sizes.PatchSize);
        if (data.Channels != 3)
        {
            throw data.Channels.Error("a CLIP sees pictures of 3 channels");
        }

        var start = ModelReference.Read(model, "start");
        var freeze = model.Enum<FrozenTower>("freeze", FrozenTower.None);
        var more = model.Int("more_merges", 0, 0, MostMerges);
        if (start is null && (freeze != FrozenTower.None || more > 0))
        {
            throw model.Error(more > 0 ? "more_merges" : "freeze", "model.start is needed as well");
        }

        return start is not null && model.Has("merges")
            ? throw model.Error("merges", "the vocabulary is that of model.start; leave this out")
            : new(sizes, start is null ? model.Int("merges", 2000) : 0, start, OptimiserOptions.Read(
                root.Section("optimiser"), new() { LearningRate = 1e-3, Beta2 = 0.98, Epsilon = 1e-6, WeightDecay = 0.05 }))
            {
                MoreMerges = more, MergeDropout = model.Double("merge_dropout", 0, 0, 1), Freeze = freeze,
            };
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        Requirements.Captions(data);
        if (group.WorldSize > 1 && data.Source == DataSource.Glyphs && data.Glyphs.Words == GlyphLanguage.Terms)
        {
            throw data.Path.Error("captions of data.words: terms are compared within one process, so one alone can train on them");
        }

        var started = Start?.Load(files => BytePairVocabulary.Load(Path.Combine(files.Folder, "vocabulary.txt")));
        var vocabulary = started is null ? BytePairVocabulary.Learn(CountWords(data), Merges)
            : MoreMerges > 0 ? started.Grow(CountWords(data), MoreMerges) : started;
        var grown = started is null || MoreMerges == 0
            ? null
            : Start!.Load(files => GrownEmbeddings.Replace(ClipFile.OpenOfficial(files), started, vocabulary));
        var model = InitialWeights.Build(
            Start, random, group, weights => new ClipModel(weights, Sizes with { VocabularySize = vocabulary.Size }), grown);
        model.Format = new(training.IsBf16, ChannelsLast: random.device.type == DeviceType.CPU);
        model.requires_grad_().to(random.device);
        if (model.Format.ChannelsLast)
        {
            model.KernelsToChannelsLast();
        }

        if (Freeze == FrozenTower.Vision)
        {
            model.FreezeVision();
        }

        return new ClipLearner(model, vocabulary, Optimiser, training.EmaDecay, MergeDropout);
    }

    private static Dictionary<string, int> CountWords(DataOptions data)
    {
        using var source = data.Open(DataSplit.Train);
        var words = new Dictionary<string, int>();
        foreach (var word in Enumerable.Range(0, Math.Min(VocabularyCaptions, source.Count))
            .SelectMany(i => Tokenizer.Words(source.CaptionOf(i))))
        {
            words[word] = words.GetValueOrDefault(word) + 1;
        }

        return words;
    }

    private static bool FitsHeads(int width) => width % Math.Max(1, width / HeadWidth) == 0;
}
