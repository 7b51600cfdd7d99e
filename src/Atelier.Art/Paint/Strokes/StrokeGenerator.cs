using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Generators;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Paint.Rendering;
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
    private const int DefaultCount = 80;

    private readonly Tensor _brush = brush.detach().clone().DetachFromDisposeScope();

    /// <summary><c>strokes</c>: of the oil style, on white.</summary>
    public static GeneratorKind Kind { get; } = new()
    {
        Name = GeneratorNames.Strokes,
        Describe = request => new()
        {
            Defaults = new() { Size = 128, Iterations = 150, LearningRate = 0.012, Cutn = 16, CutPower = 0.3 },
            Takes = new HashSet<string> { nameof(LatentOptions.Shapes) },
            KeptPerPixel = 30 + (8.0 * (request.Options.Latent.Shapes ?? DefaultCount)),
            LatentSize = (_, _) => 8L * (request.Options.Latent.Shapes ?? DefaultCount),
        },
        Create = request =>
        {
            using var scope = NewDisposeScope();
            var (width, height) = (request.Options.Width!.Value, request.Options.Height!.Value);
            var blank = new Painting(width, height, PaintStyle.FromName("oil"), Colour.White, [], []);
            return new StrokeGenerator(
                blank.Brushes().MeanCover().to(request.Device), request.Options.Latent.Shapes ?? DefaultCount, Colour.White, height, width);
        },
    };

    /// <summary>How strokes are laid; glazes multiply by their transmittance to the power of their coverage (Beer and Lambert's law).
    /// </summary>
    public PaintMedium Medium { get; init; }

    /// <inheritdoc/>
    public Device Device => _brush.device;

    private int Longer => Math.Max(height, width);

    /// <summary>Random strokes of medium colours (light ones where they multiply), from large ones at the bottom to small
    /// ones on top.</summary>
    public Latent Random(long height, long width, Generator random)
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
                (rand([1, count, 3], device: random.device, generator: random) * (Medium == PaintMedium.Glaze ? 0.1 : 0.5))
                    + (Medium == PaintMedium.Glaze ? 0.9 : 0.25),
            ], 2));
    }

    /// <summary>The latent of a painting's first n strokes; the last one is repeated if there are fewer.</summary>
    public Tensor Encode(Painting painting)
    {
        var numbers = Enumerable.Range(0, count).Select(i => painting.Strokes[Math.Min(i, painting.Strokes.Count - 1)].Canonical())
            .SelectMany(s => (float[])[s.X * Longer / width, s.Y * Longer / height, s.Length, s.Thickness, s.Angle, s.Red, s.Green, s.Blue])
            .ToArray();
        return tensor(numbers, [1, count, 8]);
    }

    /// <inheritdoc/>
    public Tensor Generate(Latent latent)
    {
        using var scope = NewDisposeScope();
        var strokes = latent.Value;
        // the renderer takes lengths as fractions of width and height
        var shapes = cat([
            strokes.narrow(2, 0, 2),
            strokes.narrow(2, 2, 1) * ((double)Longer / width),
            strokes.narrow(2, 3, 1) * ((double)Longer / height),
            strokes.narrow(2, 4, 1),
        ], 2);
        var coverage = SoftStrokes.Coverage(shapes, _brush, height, width);                         // [b, n, h, w]
        var blank = tensor(new float[] { ground.Red / 255f, ground.Green / 255f, ground.Blue / 255f }, [1, 3, 1, 1])
            .to(Device).expand(strokes.size(0), 3, height, width);
        if (Medium == PaintMedium.Glaze)
        {
            var densities = strokes.narrow(2, 5, 3).clamp_min(0.01).log().transpose(1, 2);           // [b, 3, n], negative
            return scope.MoveToOuter(blank * densities.bmm(coverage.flatten(2)).reshape(blank.shape).exp());
        }

        var visible = SoftStrokes.Visibility(coverage);
        return scope.MoveToOuter(SoftStrokes.Compose(blank, visible, strokes.narrow(2, 5, 3)).clamp(0, 1));
    }

    /// <inheritdoc/>
    public void Project(Latent latent)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var strokes = latent.Value;
        var sizes = strokes.narrow(2, 2, 2).clamp(0.012, 0.9);
        strokes.copy_(
            cat([strokes.narrow(2, 0, 2).clamp(-0.05, 1.05), sizes, strokes.narrow(2, 4, 1), strokes.narrow(2, 5, 3).clamp(0, 1)], 2));
    }

    /// <summary>The latent as strokes.</summary>
    public IReadOnlyList<Stroke> Strokes(Latent latent)
    {
        var n = latent.Value.detach().flatten().ToArray<float>();
        return [.. Enumerable.Range(0, count).Select(i => i * 8)
            .Select(
                i => new Stroke(
                    n[i] * width / Longer, n[i + 1] * height / Longer, n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6], n[i + 7], 0,
                    i / 8).Canonical())];
    }

    /// <summary>Disposes the brush.</summary>
    public void Dispose() => _brush.Dispose();
}
