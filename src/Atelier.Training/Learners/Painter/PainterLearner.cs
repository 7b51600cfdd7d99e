using Atelier.Models.Painter;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Painter;

/// <summary>Paint Transformer's self-training: predicts random strokes from the canvas before and after. Of a batch it uses the size
/// alone.</summary>
internal sealed class PainterLearner : ILearner
{
    private readonly PainterModel _model;
    private readonly PainterLearnerOptions _options;
    private readonly Tensor _brush;
    private readonly StrokeSimulator _simulator;

    public PainterLearner(PainterModel model, PainterLearnerOptions options, double emaDecay, Device device)
    {
        (_model, _options, _brush) = (model, options, StrokeSimulator.CreateBrush().to(device).DetachFromDisposeScope());
        _simulator = new(_brush, options.Model.Strokes);
        Modules = [new("painter", model, options.Optimiser, emaDecay)];
    }

    public IReadOnlyList<TrainableModule> Modules { get; }

    public Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var all = _simulator.Generate(batch.Count * context.Group.WorldSize, context.Random);
        Tensor Shard(Tensor tensor) => context.Group.Shard(tensor);
        var examples = new StrokeExamples(Shard(all.Canvas), Shard(all.Target), Shard(all.Shapes), Shard(all.Valid));
        var (shapes, decisions) = _model.call(examples.Target, examples.Canvas);
        var losses = StrokeLoss.Compare(shapes, decisions, examples, _brush);
        context.Metrics["pixel"] = losses.Pixel.ToDouble();
        context.Metrics["stroke"] = losses.Stroke.ToDouble();
        context.Metrics["wasserstein"] = losses.Wasserstein.ToDouble();
        context.Metrics["decision"] = losses.Decision.ToDouble();
        return scope.MoveToOuter((losses.Pixel * _options.Pixel)
            + (losses.Stroke * _options.Stroke)
            + (losses.Wasserstein * _options.Wasserstein)
            + (losses.Decision * _options.Decision));
    }

    // targets beside the canvases after the predicted strokes
    public Tensor Sample(PictureBatch batch, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var examples = _simulator.Generate(batch.Count, random);
        var (shapes, decisions) = _model.call(examples.Target, examples.Canvas);
        return scope.MoveToOuter(SampleSheet.InPairs(
            examples.Target, StrokeLoss.Paint(shapes, decisions.gt(0).to(ScalarType.Float32), examples, _brush).clamp(0, 1)));
    }

    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut)
    {
        _model.eval();
        var quality = StrokeQuality.Measure(_model, heldOut.Sum(batch => batch.Count), published: false);
        return new Dictionary<string, double>
        {
            ["untouched"] = quality.Untouched,
            ["truth"] = quality.Truth,
            ["pixel"] = quality.Pixel,
            ["stroke"] = quality.Stroke,
            ["wasserstein"] = quality.Wasserstein,
            ["decision"] = quality.Decision,
        };
    }

    public void WriteConfig(string folder) => ConfigFile.Write(folder, new { kind = "painter", n_heads = _options.Model.Heads });

    public void Dispose()
    {
        Modules[0].Dispose();
        _brush.Dispose();
        _model.Dispose();
    }
}
