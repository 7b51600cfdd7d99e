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

/// <summary>What a prior is told of the picture it draws.</summary>
internal enum Condition
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its class.</summary>
    Class,

    /// <summary>Its caption, as the feature a CLIP has of it.</summary>
    Text,
}

/// <summary>A transformer over codes in a recipe: <c>model: {kind: gpt, codec, condition, clip, layers, heads, width, dropout,
/// unconditioned, from_codebook, judge}</c>, <c>loss: {class}</c> and
/// <c>sampling: {temperature, top_k, top_p, guidance}</c>.</summary>
internal sealed record PriorOptions(
    NamedModel Codec,
    Condition Condition,
    NamedModel? Clip,
    GptOptions Gpt,
    double Unconditioned,
    bool FromCodebook,
    double ClassLoss,
    Sampling Sampling,
    NamedModel? Judge,
    OptimiserOptions Optimiser) : ILearnerOptions
{
    public static PriorOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var (heads, width) = (model.Size("heads", 4), model.Size("width", 128));
        var sampling = root.Section("sampling");
        var condition = model.Choice<Condition>("condition", Condition.None);
        var clip = NamedModel.Read(model, "clip");
        var unconditioned = model.Number("unconditioned", 0, 0, 0.9);
        var guidance = sampling.Number("guidance", 1, 1, 100);
        var classLoss = root.Section("loss").Number("class", 0, 0);
        if (unconditioned > 0 && condition == Condition.None)
        {
            throw model.Wrong(
                "unconditioned", "a prior told captions or classes is needed, condition: text or class, to forget some of them");
        }

        if (classLoss > 0 && (condition != Condition.Class || unconditioned == 0))
        {
            throw root.Section("loss")
                .Wrong(
                    "class",
                    "a prior of classes is needed that is not told some of them, model.condition: class and model.unconditioned above 0, " +
                    "to learn to tell them");
        }

        if (guidance > 1 && unconditioned == 0)
        {
            throw sampling.Wrong("guidance", "a prior that learns without being told too is needed: model.unconditioned above 0");
        }

        return width % heads != 0 ? throw model.Wrong("heads", $"a number is needed that divides the width {width}")
            : condition == Condition.Text && clip is null
            ? throw model.Wrong("clip", "a model folder of the CLIP that reads the captions is needed")
            : new(
                NamedModel.Read(model, "codec") ?? throw model.Wrong("codec", "the run or model folder of a VQ-VAE or VQGAN is needed"),
                condition,
                clip,
                new()
                {
                    Layers = model.Whole("layers", 4, 1, 256), Heads = heads, Width = width, Dropout = model.Number("dropout", 0, 0, 0.9),
                },
                unconditioned,
                model.Flag("from_codebook", false),
                classLoss,
                new()
                {
                    GuidanceScale = guidance,
                    Temperature = sampling.Number("temperature", 1),
                    TopK = sampling.Whole("top_k", 0, 0),
                    TopP = sampling.Number("top_p", 1, 0.01, 1),
                },
                NamedModel.Read(model, "judge"),
                OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 1e-3, Beta2 = 0.95, WeightDecay = 0.01 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group)
    {
        var codec = Codec.Load(files => VqVaeFile.LoadCodec(files, random.device));
        if (data.Size % codec.Factor != 0)
        {
            throw data.Wrong("size", $"a multiple of {codec.Factor} is needed, which the codec divides it by");
        }

        if (data.Channels != codec.PictureChannels)
        {
            throw data.Wrong("channels", $"the codec is of pictures with {codec.PictureChannels}");
        }

        if (Condition == Condition.Class && classes.Count < 2)
        {
            throw data.Wrong("path", "pictures of several classes are needed, which the prior is told");
        }

        if (Condition == Condition.Text)
        {
            Requirements.Captions(data);
        }

        var (clip, tokenizer) = Condition == Condition.Text ? Clip!.Load(files => Reader(files, random.device)) : default;
        var options = new CodePriorOptions
        {
            Gpt = Gpt,
            Codes = (int)codec.Quantizer.Codebook.size(0),
            Side = data.Size / codec.Factor,
            Classes = Condition == Condition.Class ? classes.Count : 0,
            HasNullClass = Condition == Condition.Class && Unconditioned > 0,
            HasClassHead = ClassLoss > 0,
            FeatureWidth = clip?.Options.EmbeddingWidth ?? 0,
        };
        var prior = new CodePrior(Weights.Fresh(random, group), options);
        if (FromCodebook)
        {
            prior.InitializeFromCodebook(codec.Quantizer.Codebook, random);
        }

        if (training.Precision == Precision.Bf16)
        {
            prior.Gpt.Format = new(BFloat16: true);
            (codec as VqganModel)?.ToBFloat16();
            clip?.ToBFloat16();
        }

        return new PriorLearner(
            prior, codec, clip, tokenizer, this, classes, Judge?.Load(files => new Judge(files, data, random.device)), training.Average,
            random.device);
    }

    private static (ClipModel?, Tokenizer?) Reader(ModelFiles files, Device device)
    {
        var clip = ClipFile.Load(files, device);
        return (clip, TokenizerFile.Load(files, clip.Options));
    }
}
