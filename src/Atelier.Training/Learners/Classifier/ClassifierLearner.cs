using Atelier.Models.Classifier;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Classifier;

/// <summary>Minimizes the cross entropy of the classes.</summary>
internal sealed class ClassifierLearner : ILearner
{
    private readonly SmallClassifier _model;
    private readonly ClassifierOptions _options;
    private readonly DataOptions _data;
    private readonly IReadOnlyList<string> _classes;

    public ClassifierLearner(
        SmallClassifier model, ClassifierOptions options, DataOptions data, IReadOnlyList<string> classes, double emaDecay)
    {
        (_model, _options, _data, _classes) = (model, options, data, classes);
        Modules = [new("classifier", model, options.Optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var logits = _model.call(batch.ToTensor());
        var loss = F.cross_entropy(logits, batch.ClassTensor(), label_smoothing: _options.LabelSmoothing);
        context.Metrics["loss"] = loss.ToDouble();
        context.Metrics["accuracy"] = CountCorrect(logits.detach(), batch) / batch.Count;
        return scope.MoveToOuter(loss);
    }

    // misclassified pictures first
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var x = batch.ToTensor();
        var isCorrect = _model.call(x).argmax(1).eq(batch.ClassTensor()).to(ScalarType.Int64);
        return scope.MoveToOuter(x.index_select(0, isCorrect.argsort(0)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        _model.eval();
        var (correct, count) = (0.0, 0);
        foreach (var batch in heldOut)
        {
            using var scope = NewDisposeScope();
            (correct, count) = (correct + CountCorrect(_model.call(batch.ToTensor()), batch), count + batch.Count);
        }

        return new Dictionary<string, double> { ["accuracy"] = correct / Math.Max(1, count) };
    }

    public void WriteConfig(string folder) =>
        ConfigFile.Write(folder, new
        {
            kind = "classifier",
            size = _data.Size.Value,
            picture_channels = _data.Channels.Value,
            channels = _options.Channels,
            width = _options.Width,
            classes = _classes,
        });

    public void Dispose()
    {
        Modules[0].Dispose();
        _model.Dispose();
    }

    private static double CountCorrect(Tensor logits, PictureBatch batch) =>
        logits.argmax(1).eq(batch.ClassTensor()).to(ScalarType.Float32).sum().ToDouble();
}
