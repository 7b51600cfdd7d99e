using Atelier.Art.Paint.Brushes;
using Atelier.Models.Painter;

namespace Atelier.Training.Learners.Painter;

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
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Enumerable.Range(1, 6).Select(seed => BrushMaker.Bristle((uint)seed).HalfSize()!.HalfSize()!.ToTensor() / 6)
            .Aggregate((sum, mark) => sum + mark));
    }

    /// <summary>Examples as this project trains on: strokes of one scale a patch, faint and strong colours, any number of them, on canvases
    /// that are bare, of one colour, or painted; targets a little uneven, as photographs are.</summary>
    public StrokeExamples Make(int count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        Tensor Draw(double low, double high, params long[] shape) =>
            (rand(shape, device: random.device, generator: random) * (high - low)) + low;

        var large = (count + 3) / 4;
        var painted = Cut(Paint(
            Draw(0, 1, large, 3, 1, 1).expand(-1, 3, 64, 64),
            Shapes(large, 0.45, random),
            Draw(0, 1, large, strokes, 3),
            null).Picture, count); // [b, 3, 32, 32]
        var plain = Draw(0, 1, count, 3, 1, 1);
        // black and white, and the pure colours, are common grounds
        plain = where(Draw(0, 1, count, 1, 1, 1).lt(0.4), plain.round(), plain).expand(count, 3, Side, Side);
        var canvas = where(Draw(0, 1, count, 1, 1, 1).lt(0.3), plain, painted);

        var strength = (Draw(Math.Log(0.06), 0, count, 1, 1)).exp();
        var near = canvas.mean([2, 3]).unsqueeze(1);                                                        // [b, 1, 3]
        var colours = (near + (Draw(-1, 1, count, 1, 3) * Draw(0, 1, count, 1, 1)) + (Draw(-1, 1, count, strokes, 3) * strength))
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
        return Kept(scope, canvas, (target + uneven + noise).clamp(0, 1), shapes, valid);
    }

    /// <summary>Examples by the paper's rule: 8 strokes with centres and sides in [0.2, 0.7] and any colour, on
    /// canvases cut from such strokes on black.</summary>
    public StrokeExamples MakeAsPublished(int count, Generator random)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        Tensor Published(long n)
        {
            var sides = (rand([n, strokes, 4], device: random.device, generator: random) * 0.5) + 0.2;
            var (w, h) = (sides.narrow(2, 2, 1), sides.narrow(2, 3, 1));
            var angle = rand([n, strokes, 1], device: random.device, generator: random);
            angle = (angle + h.gt(w).to(ScalarType.Float32) * 0.5).remainder(1); // the same rectangle, lying
            return cat([sides.narrow(2, 0, 2), w.maximum(h), w.minimum(h), angle], 2);
        }

        var large = (count + 3) / 4;
        var black = zeros([large, 3, 64, 64]).to(random.device);
        var canvas = Cut(
            Paint(black, Published(large), rand([large, strokes, 3], device: random.device, generator: random), null).Picture, count);
        var shapes = Published(count);
        var (target, valid) = Paint(canvas, shapes, rand([count, strokes, 3], device: random.device, generator: random), null);
        return Kept(scope, canvas, target, shapes, valid);
    }

    private static StrokeExamples Kept(DisposeScope scope, params Tensor[] tensors)
    {
        scope.MoveAllToOuter(tensors);
        return new(tensors[0], tensors[1], tensors[2], tensors[3]);
    }

    // lying rectangles: longer than high, so that each mark has one description (but for the half turn, which the losses know)
    private Tensor Shapes(long count, double scale, Generator random)
    {
        var (size, slim) = (
            rand([count, 1, 1], device: random.device, generator: random),
            rand([count, strokes, 1], device: random.device, generator: random));
        var length = ((rand([count, strokes, 1], device: random.device, generator: random) * 0.6) + 0.4) * ((size * 1.15) + 0.4) * scale;
        var height = (length * ((slim * 0.5) + 0.18)).clamp_min(0.07 * scale);
        return cat([
            rand([count, strokes, 2], device: random.device, generator: random),
            length,
            height,
            rand([count, strokes, 1], device: random.device, generator: random),
        ], 2);
    }

    // paints the strokes that are kept; of those, the ones that stay visible are valid
    private (Tensor Picture, Tensor Valid) Paint(Tensor ground, Tensor shapes, Tensor colours, Tensor? kept)
    {
        var (height, width) = ((int)ground.size(2), (int)ground.size(3));
        var cover = SoftStrokes.Cover(shapes, brush, height, width);
        var valid = kept ?? ones([shapes.size(0), shapes.size(1)]).to(shapes.device);
        for (var pass = 0; pass < 2; pass++) // without the hidden ones, others may be seen
        {
            var seen = SoftStrokes.Visible(cover * valid.unsqueeze(2).unsqueeze(3)).Strokes.sum([2, 3]);
            var whole = cover.sum([2, 3]);
            valid = valid * seen.gt((whole * 0.35).clamp_min(height * width * 0.008)).to(ScalarType.Float32);
        }

        return (SoftStrokes.Compose(ground, SoftStrokes.Visible(cover * valid.unsqueeze(2).unsqueeze(3)), colours), valid);
    }

    // [n, 3, 64, 64] into quarters, the first of them [count, 3, 32, 32]
    private static Tensor Cut(Tensor large, int count) =>
        large.reshape(-1, 3, 2, Side, 2, Side).permute(0, 2, 4, 1, 3, 5).reshape(-1, 3, Side, Side).narrow(0, 0, count);
}
