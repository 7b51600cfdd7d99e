using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Codecs.VqVae;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Models.Prior;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Prior;

/// <summary>What a prior is conditioned on.</summary>
internal enum Condition
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The class.</summary>
    Class,

    /// <summary>The CLIP embedding of the caption.</summary>
    Text,
}

/// <summary>A transformer over codes in a recipe: <c>model: {kind: gpt, codec, condition, clip, layers, heads, width, dropout,
/// unconditioned, from_codebook, classifier}</c>, <c>loss: {class}</c> and
/// <c>sampling: {temperature, top_k, top_p, guidance}</c>.</summary>
/// <param name="Codec">The codec whose codes are modelled.</param>
/// <param name="Condition">What the prior is conditioned on.</param>
/// <param name="Clip">The CLIP that embeds captions; null without captions.</param>
/// <param name="Gpt">The transformer's sizes.</param>
/// <param name="ConditioningDropout">How often the conditioning is dropped, for classifier-free guidance.</param>
/// <param name="FromCodebook">Whether code embeddings are initialized from the codebook.</param>
/// <param name="ClassLoss">Weight of the loss of the classification head; 0 for none.</param>
/// <param name="Sampling">How samples are drawn.</param>
/// <param name="Classifier">The classifier that scores samples, or null.</param>
/// <param name="Optimiser">The optimizer.</param>
internal sealed record PriorOptions(
    ModelReference Codec,
    Condition Condition,
    ModelReference? Clip,
    GptOptions Gpt,
    double ConditioningDropout,
    bool FromCodebook,
    double ClassLoss,
    Sampling Sampling,
    ModelReference? Classifier,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    public static PriorOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var (heads, width) = (model.Size("heads", 4), model.Size("width", 128));
        var sampling = root.Section("sampling");
        var condition = model.Enum<Condition>("condition", Condition.None);
        var clip = ModelReference.Read(model, "clip");
        var conditioningDropout = model.Double("unconditioned", 0, 0, 0.9);
        var guidance = sampling.Double("guidance", 1, 1, 100);
        var classLoss = root.Section("loss").Double("class", 0, 0);
        if (conditioningDropout > 0 && condition == Condition.None)
        {
            throw model.Error(
                "unconditioned", "a prior of captions or classes is needed, condition: text or class, to drop some of them");
        }

        if (classLoss > 0 && (condition != Condition.Class || conditioningDropout == 0))
        {
            throw root.Section("loss")
                .Error(
                    "class",
                    "a prior of classes that drops some of them is needed, model.condition: class and model.unconditioned above 0, " +
                    "to learn to tell them");
        }

        if (guidance > 1 && conditioningDropout == 0)
        {
            throw sampling.Error("guidance", "a prior that also learns without its condition is needed: model.unconditioned above 0");
        }

        return width % heads != 0 ? throw model.Error("heads", $"a number is needed that divides the width {width}")
            : condition == Condition.Text && clip is null
            ? throw model.Error("clip", "a model folder of the CLIP that reads the captions is needed")
            : new(
                ModelReference.Read(model, "codec") ?? throw model.Error("codec", "the run or model folder of a VQ-VAE or VQGAN is needed"),
                condition,
                clip,
                new()
                {
                    Layers = model.Int("layers", 4, 1, 256), Heads = heads, Width = width, Dropout = model.Double("dropout", 0, 0, 0.9),
                },
                conditioningDropout,
                model.Bool("from_codebook", false),
                classLoss,
                new()
                {
                    GuidanceScale = guidance,
                    Temperature = sampling.Double("temperature", 1),
                    TopK = sampling.Int("top_k", 0, 0),
                    TopP = sampling.Double("top_p", 1, 0.01, 1),
                },
                ModelReference.Read(model, "classifier"),
                OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 1e-3, Beta2 = 0.95, WeightDecay = 0.01 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        using var stack = new ExitStack();
        var codec = stack.Push(Codec.Load(files => VqVaeFile.LoadCodec(files, random.device)));
        if (data.Size % codec.Factor != 0)
        {
            throw data.Size.Error($"a multiple of {codec.Factor} is needed, which the codec divides it by");
        }

        if (data.Channels != codec.PictureChannels)
        {
            throw data.Channels.Error($"the codec is of pictures with {codec.PictureChannels}");
        }

        if (Condition == Condition.Class && classes.Count < 2)
        {
            throw data.Path.Error("pictures of several classes are needed, which the prior is conditioned on");
        }

        if (Condition == Condition.Text)
        {
            Requirements.Captions(data);
        }

        var (clip, tokenizer) = Condition == Condition.Text ? Clip!.Load(files => LoadClip(files, random.device)) : default;
        stack.Push(clip);
        var options = new CodePriorOptions
        {
            Gpt = Gpt,
            Codes = (int)codec.Quantizer.Codebook.size(0),
            Side = data.Size / codec.Factor,
            Classes = Condition == Condition.Class ? classes.Count : 0,
            HasNullClass = Condition == Condition.Class && ConditioningDropout > 0,
            HasClassHead = ClassLoss > 0,
            FeatureWidth = clip?.Options.EmbeddingWidth ?? 0,
        };
        var prior = stack.Push(new CodePrior(Weights.Fresh(random, group), options));
        if (FromCodebook)
        {
            prior.InitializeFromCodebook(codec.Quantizer.Codebook, random);
        }

        if (training.IsBf16)
        {
            prior.Gpt.Format = new(BFloat16: true);
            (codec as VqganModel)?.ToBFloat16();
            clip?.ToBFloat16();
        }

        var scorer = stack.Push(Classifier?.Load(files => new ClassifierScorer(files, data, random.device)));
        return stack.PopAll(
            new PriorLearner(prior, codec, clip, tokenizer, this, classes, scorer, training.EmaDecay, random.device));
    }

    private static (ClipModel?, Tokenizer?) LoadClip(ModelFiles files, Device device)
    {
        using var stack = new ExitStack();
        var clip = stack.Push(ClipFile.Load(files, device));
        return stack.PopAll((clip, TokenizerFile.Load(files, clip.Options)));
    }
}
