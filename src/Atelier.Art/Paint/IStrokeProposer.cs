using Atelier.Models.Painter;
using Atelier.Tensors;

namespace Atelier.Art.Paint;

/// <summary>Proposes strokes that lead from canvas patches to target patches.</summary>
internal interface IStrokeProposer
{
    /// <summary>For patches [b, 3, 32, 32] the shapes [b, t, 5] and decisions [b, t, 1] (positive: paint).</summary>
    /// <param name="target">What is to be seen.</param>
    /// <param name="canvas">What is.</param>
    /// <param name="chance">The painting's own.</param>
    (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random chance);
}

/// <summary>A trained painter proposes; beneath its strokes, a broad one across each patch, for places that it would leave bare.</summary>
internal sealed class NetworkProposer(PainterModel model) : IStrokeProposer
{
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random chance)
    {
        using var scope = TensorScope.Enter();
        var (shapes, decisions) = model.Predict(target, canvas);
        var count = (int)target.Size(0);
        float About(double middle, double most) => (float)(middle + (((2 * chance.NextDouble()) - 1) * most)); // no two alike, so that the patches' grid does not show
        float[] broad = [.. Enumerable.Range(0, count).SelectMany(_ => (float[])[About(0.5, 0.35), About(0.5, 0.35), About(1.2, 0.35), About(0.65, 0.2), About(0, 0.2)])];
        return scope.Keep(Tensor.Concat(1, Tensor.From(broad, count, 1, 5), shapes), Tensor.Concat(1, Tensor.Ones(count, 1, 1), decisions));
    }
}

/// <summary>Chance proposes: 8 lying rectangles a patch, anywhere, of any angle. What a painter must be better than.</summary>
internal sealed class ChanceProposer(RandomGenerator random) : IStrokeProposer
{
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random chance)
    {
        using var scope = TensorScope.Enter();
        var count = target.Size(0);
        var length = (Tensor.Rand([count, 8, 1], random) * 0.7) + 0.3;
        var thickness = length * ((Tensor.Rand([count, 8, 1], random) * 0.6) + 0.2);
        return scope.Keep(Tensor.Concat(2, Tensor.Rand([count, 8, 2], random), length, thickness, Tensor.Rand([count, 8, 1], random)), Tensor.Ones(count, 8, 1));
    }
}
