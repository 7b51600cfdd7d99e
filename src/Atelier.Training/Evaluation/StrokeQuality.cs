using Atelier.Models.Painter;
using Atelier.Training.Learners.Painter;

namespace Atelier.Training.Evaluation;

/// <summary>How well a painter predicts strokes it has not been trained on.</summary>
/// <param name="Untouched">L1 distance of canvas and target in [0, 1] before painting.</param>
/// <param name="Truth">L1 distance after the true strokes in the target's mean colours: the best possible value.</param>
/// <param name="Pixel">L1 distance after the predicted strokes.</param>
/// <param name="Stroke">L1 distance of matched strokes' five parameters.</param>
/// <param name="Wasserstein">Mean squared 2-Wasserstein distance of matched strokes.</param>
/// <param name="Decision">Balanced binary cross entropy of the decisions; 0.693 for guessing.</param>
public sealed record StrokeQuality(double Untouched, double Truth, double Pixel, double Stroke, double Wasserstein, double Decision)
{
    /// <summary>Measures a painter on examples of a seed of their own.</summary>
    /// <param name="model">The painter, in eval mode.</param>
    /// <param name="count">Patches.</param>
    /// <param name="published">Use the paper's distribution of strokes instead of this project's.</param>
    public static StrokeQuality Measure(PainterModel model, int count, bool published)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = model.Device;
        using var random = new DeviceGenerator(0x5EED, device);
        var brush = StrokeSimulator.CreateBrush().to(device);
        var simulator = new StrokeSimulator(brush, model.Options.Strokes);
        var examples = published ? simulator.GenerateAsPublished(count, random) : simulator.Generate(count, random);
        var (shapes, decisions) = model.call(examples.Target, examples.Canvas);
        var losses = StrokeLoss.Compare(shapes, decisions, examples, brush);
        var truth = StrokeLoss.Compare(examples.Shapes, (examples.Valid - 0.5).unsqueeze(2), examples, brush);
        return new(
            (examples.Canvas - examples.Target).abs().mean().ToDouble(),
            truth.Pixel.ToDouble(),
            losses.Pixel.ToDouble(),
            losses.Stroke.ToDouble(),
            losses.Wasserstein.ToDouble(),
            losses.Decision.ToDouble());
    }
}
