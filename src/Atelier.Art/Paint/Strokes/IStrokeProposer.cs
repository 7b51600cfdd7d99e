using Atelier.Models.Painter;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Proposes strokes that lead from canvas patches to target patches.</summary>
public interface IStrokeProposer
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
    /// <inheritdoc/>
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random chance)
    {
        using var scope = NewDisposeScope();
        var device = model.parameters().First().device;
        var (shapes, decisions) = model.call(target.to(device), canvas.to(device));
        (shapes, decisions) = (shapes.to(CPU), decisions.to(CPU));
        var count = (int)target.size(0);
        // no two alike, so that the patches' grid does not show
        float About(double middle, double most) => (float)(middle + (((2 * chance.NextDouble()) - 1) * most));
        float[] broad = [.. Enumerable.Range(0, count)
            .SelectMany(_ => (float[])[About(0.5, 0.35), About(0.5, 0.35), About(1.2, 0.35), About(0.65, 0.2), About(0, 0.2)])];
        return scope.MoveToOuter(cat([tensor(broad, [count, 1, 5]), shapes], 1), cat([ones([count, 1, 1]), decisions], 1));
    }
}

/// <summary>Chance proposes: 8 lying rectangles a patch, anywhere, of any angle. What a painter must be better than.</summary>
public sealed class ChanceProposer(Generator random) : IStrokeProposer
{
    /// <inheritdoc/>
    public (Tensor Shapes, Tensor Decisions) Propose(Tensor target, Tensor canvas, Random chance)
    {
        using var scope = NewDisposeScope();
        var count = target.size(0);
        var length = (rand([count, 8, 1], device: random.device, generator: random) * 0.7) + 0.3;
        var thickness = length * ((rand([count, 8, 1], device: random.device, generator: random) * 0.6) + 0.2);
        return scope.MoveToOuter(
            cat([
                rand([count, 8, 2], device: random.device, generator: random),
                length,
                thickness,
                rand([count, 8, 1], device: random.device, generator: random),
            ], 2),
            ones([count, 8, 1]));
    }
}
