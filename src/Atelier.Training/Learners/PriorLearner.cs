using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.Gpt;
using Atelier.Models.Vqgan;
using Atelier.Models.VqVae;
using Atelier.Nn;
using Atelier.Tensors;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

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

/// <summary>A transformer over codes in a recipe: <c>model: {kind: gpt, codec, condition, layers, heads, width, dropout}</c>.</summary>
internal sealed record PriorOptions(string Codec, Condition Condition, string? Clip, GptOptions Gpt, Sampling Sampling, string? Judge, OptimiserOptions Optimiser) : ILearnerOptions
{
    public static PriorOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var (heads, width) = (model.Whole("heads", 4), model.Whole("width", 128));
        var sampling = root.Section("sampling");
        var condition = model.Choice<Condition>("condition", Condition.None);
        var clip = Requirements.Folder(model, "clip");
        return width % heads != 0 ? throw model.Wrong("heads", $"a number is needed that divides the width {width}")
            : condition == Condition.Text && clip is null ? throw model.Wrong("clip", "a model folder of the CLIP that reads the captions is needed")
            : new(
                Requirements.Folder(model, "codec") ?? throw model.Wrong("codec", "the run or model folder of a VQ-VAE or VQGAN is needed"),
                condition,
                clip,
                new() { Layers = model.Whole("layers", 4, 1, 256), Heads = heads, Width = width, Dropout = model.Number("dropout", 0, 0, 0.9) },
                new() { Temperature = sampling.Number("temperature", 1), TopK = sampling.Whole("top_k", 0, 0), TopP = sampling.Number("top_p", 1, 0.01, 1) },
                Requirements.Judge(model),
                OptimiserOptions.Read(root.Section("optimiser"), new() { LearningRate = 1e-3, Beta2 = 0.95, WeightDecay = 0.01 }));
    }

    public ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, RandomGenerator random)
    {
        var codec = VqVaeFile.LoadCodec(ModelFiles.Find(Codec), random.Device);
        if (data.Size % codec.Factor != 0)
        {
            throw new UserException($"Pictures of {data.Size} pixels cannot be divided by the codec's factor {codec.Factor}; data.size must be a multiple.");
        }

        if (Condition == Condition.Class && classes.Count < 2)
        {
            throw new UserException($"{data.Path} has no classes that the prior could be told.");
        }

        var reader = Condition == Condition.Text ? ModelFiles.Find(Clip!) : null;
        var clip = reader is null ? null : ClipFile.Load(reader, random.Device);
        var options = new CodePriorOptions
        {
            Gpt = Gpt,
            Codes = (int)codec.Quantizer.Codebook.Size(0),
            Side = data.Size / codec.Factor,
            Classes = Condition == Condition.Class ? classes.Count : 0,
            FeatureWidth = clip?.Options.EmbeddingWidth ?? 0,
        };
        var prior = new CodePrior(Weights.Fresh(random), options);
        prior.Gpt.ComputeInBFloat16 = training.Precision == Precision.Bf16;
        return new PriorLearner(prior, codec, clip, clip is null ? null : TokenizerFile.Load(reader!, clip.Options), this, classes, training.Average, random.Device);
    }
}

/// <summary>Makes the cross entropy of the next code small.</summary>
internal sealed class PriorLearner : ILearner
{
    private static readonly string[] CodecFiles = ["model.safetensors", "config.json"];
    private readonly CodePrior _prior;
    private readonly IPictureCodec _codec;
    private readonly ClipModel? _clip;
    private readonly Tokenizer? _tokenizer;
    private readonly PriorOptions _options;
    private readonly IReadOnlyList<string> _classes;
    private readonly Judge? _judge;
    private readonly Device _device;

    public PriorLearner(CodePrior prior, IPictureCodec codec, ClipModel? clip, Tokenizer? tokenizer, PriorOptions options, IReadOnlyList<string> classes, double average, Device device)
    {
        (_prior, _codec, _clip, _tokenizer, _options, _classes, _device) = (prior, codec, clip, tokenizer, options, classes, device);
        _judge = options.Judge is null ? null : new(options.Judge, device);
        Players = [new("prior", prior.Parameters, options.Optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = TensorScope.Enter();
        _prior.Gpt.Dropout = turn.Random;
        var loss = Entropy(batch);
        turn.Figures["loss"] = loss.Item();
        return scope.Keep(loss);
    }

    // each with the class or the words of the held-out picture in its place
    public Tensor Sample(PictureBatch shown, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        _prior.Gpt.Dropout = null;
        var codes = _prior.Sample(shown.Count, WishOf(shown), _options.Sampling, random);
        var side = _prior.Options.Side;
        return scope.Keep(((_codec.Decode(_codec.Lookup(codes, shown.Count, side, side)) + 1) / 2).Clamp(0, 1));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        _prior.Gpt.Dropout = null;
        var batches = held.ToList();
        var (sum, count) = (0.0, 0);
        foreach (var batch in batches)
        {
            using var scope = TensorScope.Enter();
            (sum, count) = (sum + (Entropy(batch).Item() * batch.Count), count + batch.Count);
        }

        using var random = new RandomGenerator(99, _device);
        var figures = new Dictionary<string, double> { ["loss"] = sum / count, ["bits_per_code"] = sum / count / Math.Log(2) };
        return _judge is null ? figures : figures.Concat(_judge.Compare(batches, batch => Sample(batch, random)).Where(pair => pair.Key != "recognised" || _options.Condition == Condition.Class)).ToDictionary();
    }

    public void Describe(string folder)
    {
        Description.Write(folder, new { kind = "prior", n_head = _prior.Options.Gpt.Heads, codes = _prior.Options.Codes, side = _prior.Options.Side, classes = _options.Condition == Condition.Class ? _classes : [], clip = _options.Clip is null ? null : Path.GetFullPath(_options.Clip) });
        var codec = ModelFiles.Find(_options.Codec).Folder;
        foreach (var name in CodecFiles.Where(name => File.Exists(Path.Combine(codec, name))))
        {
            AtomicFile.Write(Path.Combine(folder, "codec", name), File.ReadAllBytes(Path.Combine(codec, name)));
        }
    }

    public void Dispose()
    {
        Players[0].Dispose();
        _judge?.Dispose();
        _clip?.Dispose();
        _codec.Dispose();
        _prior.Dispose();
    }

    private Tensor Entropy(PictureBatch batch)
    {
        using var scope = TensorScope.Enter();
        var codes = Codes(batch);
        return scope.Keep(Functional.CrossEntropy(_prior.Forward(codes, WishOf(batch)).Flatten(0, 1), codes.Reshape(-1)));
    }

    private Tensor Codes(PictureBatch batch) // i64 [b, n]
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        return scope.Keep(_codec.Quantizer.Forward(_codec.EncodeLatent((batch.ToTensor() * 2) - 1)).Indices.Reshape(batch.Count, -1));
    }

    private Wish WishOf(PictureBatch batch)
    {
        using var pause = Autograd.Pause();
        return _options.Condition switch
        {
            Condition.Class => new(Classes: batch.ClassTensor()),
            Condition.Text => new(Features: Unit(_clip!.EncodeText(_tokenizer!.Tokenize(batch.Captions).To(_device)))),
            _ => new(),
        };
    }

    private static Tensor Unit(Tensor features) => features / features.Norm(1, keep: true);
}
