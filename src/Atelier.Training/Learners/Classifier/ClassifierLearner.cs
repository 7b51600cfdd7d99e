using Atelier.Models.Classifier;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Classifier;

/// <summary>A classifier in a recipe: <c>model: {kind: classifier, channels, width}</c>.</summary>
internal sealed record ClassifierOptions(IReadOnlyList<int> Channels, int Width, double Smoothing, OptimiserOptions Optimiser)
    : ILearnerOptions
{
    public static ClassifierOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var channels = model.Wholes("channels", [32, 64]);
        if (data.Size >> channels.Count < 2)
        {
            throw model.Wrong("channels", $"pictures of {data.Size} pixels can be halved {(int)Math.Log2(data.Size) - 1} times");
        }

        Requirements.Fp32(root, training, "a classifier");
        return new(
            channels,
            model.Size("width", 128),
            model.Number("label_smoothing", 0, 0, 0.9),
            OptimiserOptions.Read(root.Section("optimiser")));
    }

    public ILearner Create(
        DataOptions data,
        TrainingOptions training,
        IReadOnlyList<string> classes,
        Generator random,
        IProcessGroup group) => classes.Count > 1
        ? new ClassifierLearner(
            new(Weights.Fresh(random, group), data.Channels, Channels, Width, classes.Count), this, data, classes, training.Average)
        : throw data.Wrong("path", "pictures of several classes are needed to tell apart");
}

/// <summary>Makes the cross entropy of the classes small.</summary>
internal sealed class ClassifierLearner : ILearner
{
    private readonly SmallClassifier _model;
    private readonly ClassifierOptions _options;
    private readonly DataOptions _data;
    private readonly IReadOnlyList<string> _classes;

    public ClassifierLearner(
        SmallClassifier model, ClassifierOptions options, DataOptions data, IReadOnlyList<string> classes, double average)
    {
        (_model, _options, _data, _classes) = (model, options, data, classes);
        Players = [new("classifier", model, options.Optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var logits = _model.call(batch.ToTensor());
        var loss = F.cross_entropy(logits, batch.ClassTensor(), label_smoothing: _options.Smoothing);
        turn.Figures["loss"] = loss.ToDouble();
        turn.Figures["accuracy"] = Right(logits.detach(), batch) / batch.Count;
        return scope.MoveToOuter(loss);
    }

    // held-out pictures it is wrong about come first
    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var x = shown.ToTensor();
        var right = _model.call(x).argmax(1).eq(shown.ClassTensor()).to(ScalarType.Int64);
        return scope.MoveToOuter(x.index_select(0, right.argsort(0)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        _model.eval();
        var (right, count) = (0.0, 0);
        foreach (var batch in held)
        {
            using var scope = NewDisposeScope();
            (right, count) = (right + Right(_model.call(batch.ToTensor()), batch), count + batch.Count);
        }

        return new Dictionary<string, double> { ["accuracy"] = right / Math.Max(1, count) };
    }

    public void Describe(string folder) =>
        Description.Write(folder, new
        {
            kind = "classifier",
            size = _data.Size,
            picture_channels = _data.Channels,
            channels = _options.Channels,
            width = _options.Width,
            classes = _classes,
        });

    public void Dispose()
    {
        Players[0].Dispose();
        _model.Dispose();
    }

    private static double Right(Tensor logits, PictureBatch batch) =>
        logits.argmax(1).eq(batch.ClassTensor()).to(ScalarType.Float32).sum().ToDouble();
}
