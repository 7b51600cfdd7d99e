using Atelier.Media.Brushes;
using Atelier.Models.Painter;
using Atelier.Tensors;

namespace Atelier.Training.Painter;

/// <summary>What a painter learns from: canvases, and the same after some known strokes. b patches, t strokes.</summary>
/// <param name="Canvas">[b, 3, 32, 32].</param>
/// <param name="Target">[b, 3, 32, 32].</param>
/// <param name="Shapes">The strokes between them, [b, t, 5].</param>
/// <param name="Valid">1 where a stroke was painted and is seen, [b, t].</param>
public sealed record StrokeExamples(Tensor Canvas, Tensor Target, Tensor Shapes, Tensor Valid);

/// <summary>Makes canvases and strokes by chance: no picture is needed (the self-training of Liu et al., 2021).</summary>
/// <param name="brush">A lying brush's cover, [1, 1, h, w].</param>
/// <param name="strokes">Strokes a patch.</param>
public sealed class StrokeWorld(Tensor brush, int strokes)
{
    private const int Side = PainterOptions.PatchSize;

    /// <summary>The lying brush that training paints with, [1, 1, 24, 48]: the mean of several marks of flat bristles.</summary>
    public static Tensor Brush()
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Enumerable.Range(1, 6).Select(seed => BrushMaker.Bristle((uint)seed).Halved()!.Halved()!.ToTensor() / 6).Aggregate((sum, mark) => sum + mark));
    }

    /// <summary>Examples as this project trains on: strokes of one scale a patch, faint and strong colours, any number of them, on canvases
    /// that are bare, of one colour, or painted; targets a little uneven, as photographs are.</summary>
    public StrokeExamples Make(int count, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        Tensor Draw(double low, double high, params long[] shape) => (Tensor.Rand(shape, random) * (high - low)) + low;

        var large = (count + 3) / 4;
        var painted = Cut(Paint(Draw(0, 1, large, 3, 1, 1).Expand(-1, 3, 64, 64), Shapes(large, 0.45, random), Draw(0, 1, large, strokes, 3), null).Picture, count); // [b, 3, 32, 32]
        var plain = Draw(0, 1, count, 3, 1, 1);
        plain = plain.Round().Where(Draw(0, 1, count, 1, 1, 1).Less(0.4), plain).Expand(count, 3, Side, Side); // black and white, and the pure colours, are common grounds
        var canvas = plain.Where(Draw(0, 1, count, 1, 1, 1).Less(0.3), painted);

        var strength = (Draw(Math.Log(0.06), 0, count, 1, 1)).Exp();
        var near = canvas.Mean([2, 3]).Unsqueeze(1);                                                        // [b, 1, 3]
        var colours = (near + (Draw(-1, 1, count, 1, 3) * Draw(0, 1, count, 1, 1)) + (Draw(-1, 1, count, strokes, 3) * strength)).Clamp(0, 1);
        var kept = Draw(0, 1, count, strokes).Less(Draw(0, 1.5, count, 1)).To(DType.Float32);
        var shapes = Shapes(count, 1, random);
        var (target, valid) = Paint(canvas, shapes, colours, kept);
        var uneven = Functional.ResizeBicubic(Tensor.Randn([count, 3, 4, 4], random), Side, Side) * Draw(0, 0.03, count, 1, 1, 1);
        var noise = Tensor.Randn([count, 3, Side, Side], random) * Draw(0, 0.02, count, 1, 1, 1);
        return Kept(scope, canvas, (target + uneven + noise).Clamp(0, 1), shapes, valid);
    }

    /// <summary>Examples by the paper's rule: 8 strokes with centres and sides in [0.2, 0.7] and any colour, on canvases cut from such strokes on black.</summary>
    public StrokeExamples MakeAsPublished(int count, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        Tensor Published(long n)
        {
            var sides = (Tensor.Rand([n, strokes, 4], random) * 0.5) + 0.2;
            var (w, h) = (sides.Narrow(2, 2, 1), sides.Narrow(2, 3, 1));
            var angle = Tensor.Rand([n, strokes, 1], random);
            angle = (angle + h.Greater(w).To(DType.Float32) * 0.5).Remainder(1); // the same rectangle, lying
            return Tensor.Concat(2, sides.Narrow(2, 0, 2), w.Maximum(h), w.Minimum(h), angle);
        }

        var large = (count + 3) / 4;
        var black = Tensor.Zeros(large, 3, 64, 64).To(random.Device);
        var canvas = Cut(Paint(black, Published(large), Tensor.Rand([large, strokes, 3], random), null).Picture, count);
        var shapes = Published(count);
        var (target, valid) = Paint(canvas, shapes, Tensor.Rand([count, strokes, 3], random), null);
        return Kept(scope, canvas, target, shapes, valid);
    }

    private static StrokeExamples Kept(TensorScope scope, params Tensor[] tensors)
    {
        scope.Keep(tensors);
        return new(tensors[0], tensors[1], tensors[2], tensors[3]);
    }

    // lying rectangles: longer than high, so that each mark has one description (but for the half turn, which the losses know)
    private Tensor Shapes(long count, double scale, RandomGenerator random)
    {
        var (size, slim) = (Tensor.Rand([count, 1, 1], random), Tensor.Rand([count, strokes, 1], random));
        var length = ((Tensor.Rand([count, strokes, 1], random) * 0.6) + 0.4) * ((size * 1.15) + 0.4) * scale;
        var height = (length * ((slim * 0.5) + 0.18)).ClampMin(0.07 * scale);
        return Tensor.Concat(2, Tensor.Rand([count, strokes, 2], random), length, height, Tensor.Rand([count, strokes, 1], random));
    }

    // paints the strokes that are kept; of those, the ones that stay visible are valid
    private (Tensor Picture, Tensor Valid) Paint(Tensor ground, Tensor shapes, Tensor colours, Tensor? kept)
    {
        var (height, width) = ((int)ground.Size(2), (int)ground.Size(3));
        var cover = SoftStrokes.Cover(shapes, brush, height, width);
        var valid = kept ?? Tensor.Ones(shapes.Size(0), shapes.Size(1)).To(shapes.Device);
        for (var pass = 0; pass < 2; pass++) // without the hidden ones, others may be seen
        {
            var seen = SoftStrokes.Visible(cover * valid.Unsqueeze(2).Unsqueeze(3)).Strokes.Sum([2, 3]);
            var whole = cover.Sum([2, 3]);
            valid = valid * seen.Greater((whole * 0.35).ClampMin(height * width * 0.008)).To(DType.Float32);
        }

        return (SoftStrokes.Compose(ground, SoftStrokes.Visible(cover * valid.Unsqueeze(2).Unsqueeze(3)), colours), valid);
    }

    // [n, 3, 64, 64] into quarters, the first of them [count, 3, 32, 32]
    private static Tensor Cut(Tensor large, int count) => large.Reshape(-1, 3, 2, Side, 2, Side).Permute(0, 2, 4, 1, 3, 5).Reshape(-1, 3, Side, Side).Narrow(0, 0, count);
}
