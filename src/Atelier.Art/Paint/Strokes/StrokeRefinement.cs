using Atelier.Models.Painter;
using Atelier.Torch.Optimisation;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Refines proposed strokes by gradient descent through the renderer, all patches at once. b patches, t strokes each.</summary>
internal static class StrokeRefinement
{
    /// <summary>Minimises the mean absolute difference over the shapes with Adam. Colours follow from the shapes.</summary>
    /// <param name="shapes">[b, t, 5].</param>
    /// <param name="decisions">Logits [b, t, 1]: only positive strokes are painted.</param>
    /// <param name="target">[b, 3, 32, 32].</param>
    /// <param name="canvas">[b, 3, 32, 32].</param>
    /// <param name="brush">A brush's coverage, [1, 1, h, w].</param>
    /// <param name="steps">Steps of Adam.</param>
    public static Tensor Refine(Tensor shapes, Tensor decisions, Tensor target, Tensor canvas, Tensor brush, int steps)
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var refined = shapes.detach().clone().requires_grad_();
        var painted = decisions.detach().gt(0).to(ScalarType.Float32).unsqueeze(3); // [b, t, 1, 1]
        using var optimizer = new Adam("strokes", refined, 0.01);
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.LearningRate = 0.012 * (1 - ((double)step / steps)) + 0.001;
            var visible = SoftStrokes.Visibility(SoftStrokes.Coverage(refined, brush, (int)target.size(2), (int)target.size(3)) * painted);
            var picture = SoftStrokes.Compose(canvas, visible, SoftStrokes.Colours(visible.Strokes, target));
            ((picture - target).abs().mean([1, 2, 3]).sum() * 10).backward();
            optimizer.Step();
            refined.grad = null;
        }

        return scope.MoveToOuter(refined.detach());
    }
}
