using Atelier.Models.Painter;
using Atelier.Training.Data;
using Atelier.Training.Evaluation;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners.Painter;

/// <summary>Finds strokes again that were painted by chance: of a batch only its size matters.</summary>
internal sealed class PainterLearner : ILearner
{
    private readonly PainterModel _model;
    private readonly PainterLearnerOptions _options;
    private readonly Tensor _brush;
    private readonly StrokeWorld _world;

    public PainterLearner(PainterModel model, PainterLearnerOptions options, double average, Device device)
    {
        (_model, _options, _brush) = (model, options, StrokeWorld.Brush().to(device).DetachFromDisposeScope());
        _world = new(_brush, options.Model.Strokes);
        Players = [new("painter", model, options.Optimiser, average)];
    }

    public IReadOnlyList<Player> Players { get; }

    public Tensor Loss(Player player, PictureBatch batch, Turn turn)
    {
        using var scope = NewDisposeScope();
        _model.train();
        var together = _world.Make(batch.Count * turn.Group.WorldSize, turn.Random);
        Tensor Own(Tensor whole) => turn.Group.Shard(whole);
        var examples = new StrokeExamples(Own(together.Canvas), Own(together.Target), Own(together.Shapes), Own(together.Valid));
        var (shapes, decisions) = _model.call(examples.Target, examples.Canvas);
        var losses = StrokeLoss.Compare(shapes, decisions, examples, _brush);
        turn.Figures["pixel"] = losses.Pixel.ToDouble();
        turn.Figures["stroke"] = losses.Stroke.ToDouble();
        turn.Figures["wasserstein"] = losses.Wasserstein.ToDouble();
        turn.Figures["decision"] = losses.Decision.ToDouble();
        return scope.MoveToOuter((losses.Pixel * _options.Pixel)
            + (losses.Stroke * _options.Stroke)
            + (losses.Wasserstein * _options.Wasserstein)
            + (losses.Decision * _options.Decision));
    }

    // targets, and what is painted towards them
    public Tensor Sample(PictureBatch shown, Generator random)
    {
        using var scope = NewDisposeScope();
        _model.eval();
        var examples = _world.Make(shown.Count, random);
        var (shapes, decisions) = _model.call(examples.Target, examples.Canvas);
        return scope.MoveToOuter(SampleSheet.InPairs(
            examples.Target, StrokeLoss.Paint(shapes, decisions.gt(0).to(ScalarType.Float32), examples, _brush).clamp(0, 1)));
    }

    public IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held)
    {
        _model.eval();
        var quality = StrokeQuality.Measure(_model, held.Sum(batch => batch.Count), published: false);
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

    public void Describe(string folder) => Description.Write(folder, new { kind = "painter", n_heads = _options.Model.Heads });

    public void Dispose()
    {
        Players[0].Dispose();
        _brush.Dispose();
        _model.Dispose();
    }
}
