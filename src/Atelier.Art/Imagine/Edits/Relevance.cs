using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Imagine.Edits;

/// <summary>Where words are seen in a picture: overlapping squares are ranked by the critics, and each pixel takes the mean of those that
/// cover it.</summary>
internal static class Relevance
{
    private static readonly double[] s_sides = [0.3, 0.45]; // of the picture's shorter side
    private const double Stride = 0.25;                     // of a square's side

    /// <summary>The relevance [1, 1, h, w], from 0 to 1, of words for a picture [1, 3, h, w] in [0, 1].</summary>
    public static Tensor Measure(string words, Tensor picture, IReadOnlyList<ICritic> critics)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (height, width) = (picture.size(2), picture.size(3));
        var (sum, count) = (zeros([1, 1, height, width], device: picture.device), zeros([1, 1, height, width], device: picture.device));
        var own = critics.Select(critic => critic.ForWords(words)).ToList();
        foreach (var share in s_sides)
        {
            var side = Math.Max(1, (long)(Math.Min(height, width) * share));
            var squares = (from y in Positions(height, side) from x in Positions(width, side) select (Left: x, Top: y)).ToList();
            var losses = own.Rank(cat([.. squares.Select(at => picture.narrow(2, at.Top, side).narrow(3, at.Left, side))], 0));
            foreach (var ((left, top), loss) in squares.Zip(losses.to(ScalarType.Float64).cpu().ToArray<double>()))
            {
                sum.narrow(2, top, side).narrow(3, left, side).sub_(loss);
                count.narrow(2, top, side).narrow(3, left, side).add_(1);
            }
        }

        own.DisposeAll();
        var mean = sum / count;
        var (least, most) = (mean.min(), mean.max());
        return scope.MoveToOuter((mean - least) / (most - least).clamp(1e-6));
    }

    private static IEnumerable<long> Positions(long length, long side)
    {
        var steps = (long)Math.Ceiling((length - side) / (side * Stride));
        return Enumerable.Range(0, (int)steps + 1).Select(i => steps == 0 ? 0 : (length - side) * i / steps);
    }
}
