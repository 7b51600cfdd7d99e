using Atelier.Art.Paint.Brushes;
using Atelier.Models.Painter;

namespace Atelier.Training.Learners.Painter;

/// <summary>Training examples of a painter: canvases before and after known strokes. b patches, t strokes.</summary>
/// <param name="Canvas">Before, [b, 3, 32, 32].</param>
/// <param name="Target">After, [b, 3, 32, 32].</param>
/// <param name="Shapes">The strokes, [b, t, 5].</param>
/// <param name="Valid">1 for strokes that were painted and are visible, else 0, [b, t].</param>
public sealed record StrokeExamples(Tensor Canvas, Tensor Target, Tensor Shapes, Tensor Valid);

/// <summary>Draws random canvases and strokes, so that training needs no pictures (the self-training of Liu et al., 2021).</summary>
/// <param name="brush">The coverage of a horizontal brush mark, [1, 1, h, w].</param>
/// <param name="strokes">Strokes per patch.</param>
public sealed class StrokeSimulator(Tensor brush, int strokes)
{
    private const int Side = PainterOptions.PatchSize;

    /// <summary>The horizontal brush mark that training paints with, [1, 1, 24, 48]: the mean of several marks of flat bristles.</summary>
    public static Tensor CreateBrush()
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Enumerable.Range(1, 6)
            .Select(seed => BrushMaker.Bristle((uint)seed).HalfSize()!.HalfSize()!.ToTensor() / 6)
            .Aggregate((sum, mark) => sum + mark));
    }

    /// <summary>Examples as this project trains on. Strokes of a patch share a scale, their number varies, and so does their contrast;
    /// canvases are plain or painted; targets are slightly uneven, like photographs.</summary>
    /// <param name="count">Patches.</param>
    /// <param name="random">The random generator.</param>
    public StrokeExamples Generate(int count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor Draw(double low, double high, params long[] shape) =>
            (rand(shape, device: random.device, generator: random) * (high - low)) + low;

        var large = (count + 3) / 4;
        var painted = Quarter(Paint(
            Draw(0, 1, large, 3, 1, 1).expand(-1, 3, 64, 64),
            Shapes(large, 0.45, random),
            Draw(0, 1, large, strokes, 3),
            null).Picture, count); // [b, 3, 32, 32]
        var plain = Draw(0, 1, count, 3, 1, 1);
        // black, white and the pure colours are the most common canvases
        plain = where(Draw(0, 1, count, 1, 1, 1).lt(0.4), plain.round(), plain).expand(count, 3, Side, Side);
        var canvas = where(Draw(0, 1, count, 1, 1, 1).lt(0.3), plain, painted);

        var contrast = Draw(Math.Log(0.06), 0, count, 1, 1).exp();
        var canvasColour = canvas.mean([2, 3]).unsqueeze(1);                                                        // [b, 1, 3]
        var colours = (canvasColour + (Draw(-1, 1, count, 1, 3) * Draw(0, 1, count, 1, 1)) + (Draw(-1, 1, count, strokes, 3) * contrast))
            .clamp(0, 1);
        var kept = Draw(0, 1, count, strokes).lt(Draw(0, 1.5, count, 1)).to(ScalarType.Float32);
        var shapes = Shapes(count, 1, random);
        var (target, valid) = Paint(canvas, shapes, colours, kept);
        var uneven = F.interpolate(
            randn([count, 3, 4, 4], device: random.device, generator: random),
            [Side, Side],
            mode: InterpolationMode.Bicubic,
            align_corners: false) * Draw(0, 0.03, count, 1, 1, 1);
        var noise = randn([count, 3, Side, Side], device: random.device, generator: random) * Draw(0, 0.02, count, 1, 1, 1);
        return MoveOut(scope, canvas, (target + uneven + noise).clamp(0, 1), shapes, valid);
    }

    /// <summary>Examples by the paper's rule: strokes with centres and sides in [0.2, 0.7] and any colour, on crops of such strokes on
    /// black.</summary>
    /// <param name="count">Patches.</param>
    /// <param name="random">The random generator.</param>
    public StrokeExamples GenerateAsPublished(int count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor Published(long n)
        {
            var sides = (rand([n, strokes, 4], device: random.device, generator: random) * 0.5) + 0.2;
            var (w, h) = (sides.narrow(2, 2, 1), sides.narrow(2, 3, 1));
            var angle = rand([n, strokes, 1], device: random.device, generator: random);
            angle = (angle + h.gt(w).to(ScalarType.Float32) * 0.5).remainder(1); // the same rectangle, its longer side first
            return cat([sides.narrow(2, 0, 2), w.maximum(h), w.minimum(h), angle], 2);
        }

        var large = (count + 3) / 4;
        var black = zeros([large, 3, 64, 64]).to(random.device);
        var canvas = Quarter(
            Paint(black, Published(large), rand([large, strokes, 3], device: random.device, generator: random), null).Picture, count);
        var shapes = Published(count);
        var (target, valid) = Paint(canvas, shapes, rand([count, strokes, 3], device: random.device, generator: random), null);
        return MoveOut(scope, canvas, target, shapes, valid);
    }

    private static StrokeExamples MoveOut(DisposeScope scope, params Tensor[] tensors)
    {
        scope.MoveAllToOuter(tensors);
        return new(tensors[0], tensors[1], tensors[2], tensors[3]);
    }

    // rectangles that are wider than high before rotation, which makes the parameters of a mark unique up to a turn by 180°
    private Tensor Shapes(long count, double scale, Generator random)
    {
        var (size, aspect) = (
            rand([count, 1, 1], device: random.device, generator: random),
            rand([count, strokes, 1], device: random.device, generator: random));
        var length = ((rand([count, strokes, 1], device: random.device, generator: random) * 0.6) + 0.4) * ((size * 1.15) + 0.4) * scale;
        var height = (length * ((aspect * 0.5) + 0.18)).clamp_min(0.07 * scale);
        return cat([
            rand([count, strokes, 2], device: random.device, generator: random),
            length,
            height,
            rand([count, strokes, 1], device: random.device, generator: random),
        ], 2);
    }

    // paints the strokes that are kept; those that stay visible are valid
    private (Tensor Picture, Tensor Valid) Paint(Tensor ground, Tensor shapes, Tensor colours, Tensor? kept)
    {
        var (height, width) = ((int)ground.size(2), (int)ground.size(3));
        var cover = SoftStrokes.Coverage(shapes, brush, height, width);
        var valid = kept ?? ones([shapes.size(0), shapes.size(1)]).to(shapes.device);
        for (var pass = 0; pass < 2; pass++) // removing hidden strokes can uncover others
        {
            var visible = SoftStrokes.Visibility(cover * valid.unsqueeze(2).unsqueeze(3)).Strokes.sum([2, 3]);
            var total = cover.sum([2, 3]);
            valid = valid * visible.gt((total * 0.35).clamp_min(height * width * 0.008)).to(ScalarType.Float32);
        }

        return (SoftStrokes.Compose(ground, SoftStrokes.Visibility(cover * valid.unsqueeze(2).unsqueeze(3)), colours), valid);
    }

    // [n, 3, 64, 64] -> the first of their quarters, [count, 3, 32, 32]
    private static Tensor Quarter(Tensor large, int count) =>
        large.reshape(-1, 3, 2, Side, 2, Side).permute(0, 2, 4, 1, 3, 5).reshape(-1, 3, Side, Side).narrow(0, 0, count);
}
