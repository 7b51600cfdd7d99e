using Atelier.Art.Imagine.Loop;
using Atelier.Imaging;
using Atelier.Models.Painter;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Strokes as a generator of the guided loop (after CLIPDraw, Frans et al., 2021, with brush strokes instead of curves). The
/// latent is [1, n, 8]: x and y as fractions of width and height, length and thickness of the longer side, angle in half turns,
/// red, green, blue.</summary>
/// <param name="brush">A brush's coverage, [1, 1, h, w].</param>
/// <param name="count">Strokes n.</param>
/// <param name="ground">Colour of the blank canvas.</param>
/// <param name="height">Rows of the generated pictures.</param>
/// <param name="width">Columns of the generated pictures.</param>
public sealed class StrokeGenerator(Tensor brush, int count, Colour ground, int height, int width) : IGenerator
{
    private readonly Tensor _brush = brush.detach().clone().DetachFromDisposeScope();

    /// <inheritdoc/>
    public Device Device => _brush.device;

    /// <inheritdoc/>
    public int Factor => 1;

    private int Longer => Math.Max(height, width);

    /// <summary>Random strokes of medium colours, from large ones at the bottom to small ones on top.</summary>
    public Tensor Random(long height, long width, Generator random)
    {
        using var scope = NewDisposeScope();
        var shrink = (linspace(0, -2.2, count).exp() * 0.5).reshape(1, count, 1);
        var length = shrink * ((rand([1, count, 1], device: random.device, generator: random) * 0.6) + 0.7);
        return scope.MoveToOuter(
            cat([
                rand([1, count, 2], device: random.device, generator: random),
                length,
                length * 0.4,
                rand([1, count, 1], device: random.device, generator: random),
                (rand([1, count, 3], device: random.device, generator: random) * 0.5) + 0.25,
            ], 2));
    }

    /// <summary>Not supported: a <see cref="StrokePainter"/> turns pictures into strokes.</summary>
    public Tensor Encode(Tensor picture) => throw new NotSupportedException("Paint the picture with a StrokePainter, and use Latent.");

    /// <summary>The latent of a painting's first n strokes; the last one is repeated if there are fewer.</summary>
    public Tensor Latent(Painting painting)
    {
        var numbers = Enumerable.Range(0, count).Select(i => painting.Strokes[Math.Min(i, painting.Strokes.Count - 1)].Canonical())
            .SelectMany(s => (float[])[s.X * Longer / width, s.Y * Longer / height, s.Length, s.Thickness, s.Angle, s.Red, s.Green, s.Blue])
            .ToArray();
        return tensor(numbers, [1, count, 8]);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor latent)
    {
        using var scope = NewDisposeScope();
        // the renderer takes lengths as fractions of width and height
        var shapes = cat([
            latent.narrow(2, 0, 2),
            latent.narrow(2, 2, 1) * ((double)Longer / width),
            latent.narrow(2, 3, 1) * ((double)Longer / height),
            latent.narrow(2, 4, 1),
        ], 2);
        var visible = SoftStrokes.Visibility(SoftStrokes.Coverage(shapes, _brush, height, width));
        var blank = tensor(new float[] { ground.Red / 255f, ground.Green / 255f, ground.Blue / 255f }, [1, 3, 1, 1])
            .expand(1, 3, height, width);
        return scope.MoveToOuter(SoftStrokes.Compose(blank, visible, latent.narrow(2, 5, 3)).clamp(0, 1));
    }

    /// <inheritdoc/>
    public Tensor Nearest(Tensor latent) => latent;

    /// <inheritdoc/>
    public void Constrain(Tensor latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sizes = latent.narrow(2, 2, 2).clamp(0.012, 0.9);
        latent.copy_(
            cat([latent.narrow(2, 0, 2).clamp(-0.05, 1.05), sizes, latent.narrow(2, 4, 1), latent.narrow(2, 5, 3).clamp(0, 1)], 2));
    }

    /// <summary>The latent as strokes.</summary>
    public IReadOnlyList<Stroke> Strokes(Tensor latent)
    {
        var n = latent.detach().flatten().ToArray<float>();
        return [.. Enumerable.Range(0, count).Select(i => i * 8)
            .Select(
                i => new Stroke(
                    n[i] * width / Longer, n[i + 1] * height / Longer, n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7], 0,
                    i / 8).Canonical())];
    }

    /// <summary>Disposes the brush.</summary>
    public void Dispose() => _brush.Dispose();
}
