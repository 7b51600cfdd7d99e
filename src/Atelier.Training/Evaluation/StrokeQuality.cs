using Atelier.Models.Painter;
using Atelier.Training.Learners.Painter;

namespace Atelier.Training.Evaluation;

/// <summary>How well a painter finds strokes that it has never seen.</summary>
/// <param name="Untouched">Mean difference of canvas and target in [0, 1], before anything is painted.</param>
/// <param name="Truth">〃 after the true strokes, each in the target's mean colour where it is seen: what can be reached.</param>
/// <param name="Pixel">〃 after the painter's strokes.</param>
/// <param name="Stroke">Mean difference of matched strokes' five numbers.</param>
/// <param name="Wasserstein">Mean squared 2-Wasserstein distance of matched strokes.</param>
/// <param name="Decision">Cross entropy of decisions, painted and unpainted ones weighing the same; 0.693 for guesses.</param>
public sealed record StrokeQuality(double Untouched, double Truth, double Pixel, double Stroke, double Wasserstein, double Decision)
{
    /// <summary>Measures a painter on examples of a seed that no training step uses.</summary>
    /// <param name="model">Not training.</param>
    /// <param name="count">Patches.</param>
    /// <param name="published">Strokes by the paper's rule instead of this project's.</param>
    public static StrokeQuality Measure(PainterModel model, int count, bool published)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var device = model.Device;
        using var random = new Generator(0x5EED, device);
        var brush = StrokeWorld.Brush().to(device);
        var world = new StrokeWorld(brush, model.Options.Strokes);
        var examples = published ? world.MakeAsPublished(count, random) : world.Make(count, random);
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
