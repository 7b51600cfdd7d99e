using Atelier.Models.Painter;

namespace Atelier.Training.Learners.Painter;

/// <summary>The terms of a painter's loss.</summary>
/// <param name="Pixel">L1 distance of the painted patch and the target.</param>
/// <param name="Stroke">L1 distance of matched strokes' five parameters.</param>
/// <param name="Wasserstein">Mean squared 2-Wasserstein distance of matched strokes as Gaussians.</param>
/// <param name="Decision">Binary cross entropy of the decisions, balanced between strokes that are painted and those that are not.</param>
public sealed record PainterLosses(Tensor Pixel, Tensor Stroke, Tensor Wasserstein, Tensor Decision);

/// <summary>Compares predicted strokes with the true ones (Liu et al., 2021, section 3.3). Strokes have no order, so the Hungarian
/// algorithm matches them first.</summary>
public static class StrokeLoss
{
    /// <summary>All terms, differentiable.</summary>
    /// <param name="shapes">Predicted [b, t, 5].</param>
    /// <param name="decisions">Predicted logits [b, t, 1].</param>
    /// <param name="examples">The truth.</param>
    /// <param name="brush">The brush of the simulator, [1, 1, h, w].</param>
    public static PainterLosses Compare(Tensor shapes, Tensor decisions, StrokeExamples examples, Tensor brush)
    {
        using var scope = NewDisposeScope();
        var logits = decisions.flatten();
        var soft = logits.sigmoid();
        var hard = StraightThrough.ReplaceGradient(logits.gt(0).to(ScalarType.Float32), soft);
        var pixel = (Paint(shapes, hard, examples, brush) - examples.Target).abs().mean();

        var (predicted, truth) = Match(shapes, soft, examples);
        var matchedShapes = shapes.reshape(-1, 5).index_select(0, tensor(predicted, [predicted.Length]).to(shapes.device));
        var trueShapes = examples.Shapes.reshape(-1, 5).index_select(0, tensor(truth, [truth.Length]).to(shapes.device));
        var difference = matchedShapes - trueShapes;
        var angle = difference.narrow(1, 4, 1); // in units of 180°
        difference = cat([difference.narrow(1, 0, 4), angle - angle.detach().round()], 1).abs(); // a stroke turned by 180° is the same
        var matched = new float[logits.numel()];
        Array.ForEach(predicted, i => matched[i] = 1);
        var isPainted = tensor(matched, [matched.Length]).to(shapes.device);
        var decision = ((F.softplus((-logits)) * isPainted).sum() / Math.Max(1, predicted.Length)
            + ((F.softplus(logits) * (1 - isPainted)).sum() / Math.Max(1, matched.Length - predicted.Length))) / 2;
        var losses = new PainterLosses(pixel, difference.mean(), Wasserstein(matchedShapes, trueShapes).mean(), decision);
        scope.MoveAllToOuter([losses.Pixel, losses.Stroke, losses.Wasserstein, losses.Decision]);
        return losses;
    }

    /// <summary>The canvases after strokes, [b, 3, 32, 32]. Each stroke has the target's mean colour where it is visible.</summary>
    /// <param name="shapes">[b, t, 5].</param>
    /// <param name="painted">1 for strokes that are painted, else 0; b·t elements.</param>
    /// <param name="examples">Canvases and targets.</param>
    /// <param name="brush">The brush of the simulator, [1, 1, h, w].</param>
    public static Tensor Paint(Tensor shapes, Tensor painted, StrokeExamples examples, Tensor brush)
    {
        using var scope = NewDisposeScope();
        var side = (int)examples.Target.size(2);
        var visible = SoftStrokes.Visibility(
            SoftStrokes.Coverage(shapes, brush, side, side) * painted.reshape(shapes.size(0), shapes.size(1), 1, 1));
        return scope.MoveToOuter(SoftStrokes.Compose(examples.Canvas, visible, SoftStrokes.Colours(visible.Strokes, examples.Target)));
    }

    /// <summary>Squared 2-Wasserstein distance of strokes [n, 5] as Gaussians whose standard deviations are half the sides. For 2×2
    /// matrices, tr (A B)^½ = (tr A B + 2 (det A det B)^½)^½.</summary>
    public static Tensor Wasserstein(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        static (Tensor W, Tensor H) Squares(Tensor strokes) =>
            (strokes.select(1, 2).clamp_min(0.01).square() / 4, strokes.select(1, 3).clamp_min(0.01).square() / 4);
        var ((w1, h1), (w2, h2)) = (Squares(a), Squares(b));
        var angle = (a.select(1, 4) - b.select(1, 4)) * Math.PI;
        var product = (angle.cos().square() * ((w1 * w2) + (h1 * h2))) + (angle.sin().square() * ((w1 * h2) + (h1 * w2)));
        var cross = (product + (2 * (w1 * h1 * w2 * h2 + 1e-12).sqrt())).sqrt();
        return scope.MoveToOuter((a.narrow(1, 0, 2) - b.narrow(1, 0, 2)).square().sum([1]) + w1 + h1 + w2 + h2 - (2 * cross));
    }

    // flat indices of predicted strokes and of the true ones they are matched with
    private static (long[] Predicted, long[] Truth) Match(Tensor shapes, Tensor confidence, StrokeExamples examples)
    {
        var (count, strokes) = ((int)shapes.size(0), (int)shapes.size(1));
        var (predictions, confidences) = (shapes.detach().flatten().ToArray<float>(), confidence.detach().ToArray<float>());
        var (targets, valid) = (examples.Shapes.flatten().ToArray<float>(), examples.Valid.flatten().ToArray<float>());
        var (predicted, truth) = (new List<long>(), new List<long>());
        for (var b = 0; b < count; b++)
        {
            int[] real = [.. Enumerable.Range(b * strokes, strokes).Where(i => valid[i] > 0)];
            var cost = new double[real.Length, strokes];
            for (var i = 0; i < real.Length; i++)
            {
                for (var j = 0; j < strokes; j++)
                {
                    var at = (b * strokes) + j;
                    cost[i, j] = Cost(predictions.AsSpan(at * 5, 5), targets.AsSpan(real[i] * 5, 5)) + 1 - confidences[at];
                }
            }

            var columns = Assignment.Solve(cost);
            for (var i = 0; i < real.Length; i++)
            {
                predicted.Add((b * strokes) + columns[i]);
                truth.Add(real[i]);
            }
        }

        return ([.. predicted], [.. truth]);
    }

    private static double Cost(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < 4; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        double angle = a[4] - b[4];
        sum += Math.Abs(angle - Math.Round(angle));
        double w1 = Math.Max(0.01, a[2]), h1 = Math.Max(0.01, a[3]), w2 = Math.Max(0.01, b[2]), h2 = Math.Max(0.01, b[3]);
        var cos = Math.Pow(Math.Cos(angle * Math.PI), 2);
        var product =
            ((cos * ((w1 * w1 * w2 * w2) + (h1 * h1 * h2 * h2))) + ((1 - cos) * ((w1 * w1 * h2 * h2) + (h1 * h1 * w2 * w2)))) / 16;
        var cross = Math.Sqrt(product + (w1 * h1 * w2 * h2 / 8));
        return sum + Math.Pow(a[0] - b[0], 2) + Math.Pow(a[1] - b[1], 2) + (((w1 * w1) + (h1 * h1) + (w2 * w2) + (h2 * h2)) / 4)
            - (2 * cross);
    }
}
