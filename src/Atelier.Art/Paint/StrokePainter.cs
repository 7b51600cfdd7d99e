using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Lines;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Painter;

namespace Atelier.Art.Paint;

/// <summary>A progress report of painting.</summary>
/// <param name="Level">The level being painted, from 0.</param>
/// <param name="Levels">The last level.</param>
/// <param name="Strokes">Strokes painted so far.</param>
public sealed record PaintStep(int Level, int Levels, int Strokes);

/// <summary>Paints pictures level by level, from coarse to fine (Paint Transformer, Liu et al., 2021). A network proposes strokes for each
/// patch, and those that reduce the error are painted.</summary>
public sealed class StrokePainter : IDisposable
{
    private const int BatchSize = 128; // patches


    private readonly PaintOptions _options;
    private readonly NetworkCache? _own;
    private readonly IStrokeProposer _proposer;
    private readonly PaintStyle _style;
    private readonly BrushSet _brushes;

    /// <summary>A painter with the network that the options name.</summary>
    /// <param name="options">Options of painting.</param>
    /// <param name="device">The network's device; the CPU by default.</param>
    /// <param name="cache">Where the network stays loaded for other painters; by default it is disposed with this one.</param>
    /// <exception cref="OptionException">An option is out of range.</exception>
    /// <exception cref="ModelFileException">The network cannot be loaded.</exception>
    public StrokePainter(PaintOptions options, Device? device = null, NetworkCache? cache = null)
    {
        options.Validate();
        (_options, _style) = (options, PaintStyle.FromName(options.Style));
        _brushes = options.Brushes is { } folder ? BrushSet.Load(folder) : _style.Brushes();
        _own = cache is null ? new() : null;
        _proposer = NetworkProposer.Load(cache ?? _own!, options, device ?? CPU);
    }

    /// <summary>A painter with another source of strokes, and the brushes of the style.</summary>
    /// <exception cref="OptionException">An option is out of range.</exception>
    public StrokePainter(PaintOptions options, IStrokeProposer proposer)
    {
        options.Validate();
        (_options, _style, _proposer) = (options, PaintStyle.FromName(options.Style), proposer);
        _brushes = _style.Brushes();
    }

    /// <summary>The finest level: the one with patches of 32 pixels (Paint Transformer's rule), plus the chosen detail.</summary>
    public static int FinestLevel(int width, int height, int detail) =>
        Math.Clamp((int)Math.Ceiling(Math.Log2(Math.Max(width, height) / (double)PainterOptions.PatchSize)) + detail, 0, 9);

    /// <summary>Paints a picture.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Painting Paint(Picture picture, IProgress<PaintStep>? progress = null, CancellationToken cancel = default)
    {
        var rgb = picture.Flatten(Colour.White);
        var longer = Math.Max(rgb.Width, rgb.Height);
        var work = rgb.Resize(_options.WorkSize > 0 ? Math.Min(_options.WorkSize, longer) : longer);
        var levels = FinestLevel(work.Width, work.Height, _options.Detail);
        var paletteSize = _options.Palette > 0 ? _options.Palette : _style.PaletteSize;
        var palette = _style.Colours is { } colours
            ? new ColourQuantizer(colours)
            : paletteSize > 0 ? ColourQuantizer.FromPicture(work, paletteSize) : null;
        var ground = _style.Ground ?? TonedGround(work);
        var pen = _style.HasPen ? PenStrokes(work, levels) : [];
        work = _style.Tone?.Invoke(work, ground) ?? work;
        var session = new Session(
            this, work, new Canvas(work.Width, work.Height, ground, _brushes, _style.Shade, _style.Medium), palette,
            new StrokeOrder(work, _style.LightFirst), _options.Strokes > 0 ? _options.Strokes - pen.Count : int.MaxValue);
        levels = Math.Max(0, levels - _style.LevelsLeftOut);
        for (var level = Math.Min(levels, _style.FirstLevel); level <= levels && !session.IsBudgetSpent; level++)
        {
            session.LeastGain = _options.MinimumGain * (level == levels ? _style.FineGain : 1);
            session.PaintLevel(level, shifted: false, cancel);
            if (level > 0 && !session.IsBudgetSpent)
            {
                session.PaintLevel(level, shifted: true, cancel); // strokes across the seams of the patches
            }

            progress?.Report(new(level, levels, pen.Count + session.Strokes.Count));
        }

        return new(rgb.Width, rgb.Height, _style, ground, [.. pen, .. session.Strokes], palette?.Colours ?? [])
        {
            BrushFolder = _options.Brushes,
        };
    }

    /// <summary>Disposes the network, unless a cache keeps it.</summary>
    public void Dispose() => _own?.Dispose();

    // glazes commute: the pen comes first, and the washes are found as if it had not
    private List<Stroke> PenStrokes(Picture work, int level) =>
        [.. PenDrawing.Draw(work, level, _options.Detail, Session.FromSeed(_options.Seed))
            .Take(_options.Strokes > 0 ? _options.Strokes * 3 / 4 : int.MaxValue)];

    // between linen and the picture's mean colour
    private static Colour TonedGround(Picture picture)
    {
        var mean = picture.Resize(1, 1).Pixels;
        return new((byte)((mean[0] + 236) / 2), (byte)((mean[1] + 228) / 2), (byte)((mean[2] + 214) / 2));
    }

    /// <summary>A picture's colours in [0, 1], row by row; W is 0.</summary>
    public static Vector4[] Pixels(Picture picture)
    {
        var pixels = new Vector4[picture.Width * picture.Height];
        for (int i = 0, at = 0; i < pixels.Length; i++, at += 3)
        {
            pixels[i] = new Vector4(picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2], 0) / 255;
        }

        return pixels;
    }

    // one picture being painted
    private sealed class Session(StrokePainter painter, Picture work, Canvas canvas, ColourQuantizer? palette, StrokeOrder order, int limit)
    {
        private readonly Vector4[] _target = Pixels(work);
        private readonly Random _random = FromSeed(painter._options.Seed);

        public List<Stroke> Strokes { get; } = [];

        public double LeastGain { get; set; } // per pixel

        public bool IsBudgetSpent => Strokes.Count >= limit;

        public void PaintLevel(int level, bool shifted, CancellationToken cancel)
        {
            var grid = new PatchGrid(work.Width, work.Height, level, shifted);
            var orientations = new OrientationField(work, Math.Min(PainterOptions.PatchSize << level, 1024));
            var (proposed, patches) = Propose(grid, level, cancel);
            var sorted = (IEnumerable<int>)order.Sort(proposed, patches);
            if (proposed.Count > limit - Strokes.Count)
            {
                sorted = MostEffective(proposed, sorted, limit - Strokes.Count);
            }

            foreach (var i in sorted)
            {
                cancel.ThrowIfCancellationRequested();
                if (Improve(proposed[i], orientations) is { } stroke)
                {
                    canvas.Draw(stroke);
                    Strokes.Add(stroke);
                }
            }
        }

        // the strokes that the network decides to paint, in the target's colour at their centre
        private (List<Stroke> Strokes, List<int> Patches) Propose(PatchGrid grid, int level, CancellationToken cancel)
        {
            using var noGrad = no_grad();
            var (target, current) = (grid.Fit(work), grid.Fit(canvas.ToPicture()));
            var (strokes, patches) = (new List<Stroke>(), new List<int>());
            for (var first = 0; first < grid.Count; first += BatchSize)
            {
                cancel.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var count = Math.Min(BatchSize, grid.Count - first);
                var (targets, canvases) = (grid.Cut(target, first, count), grid.Cut(current, first, count));
                var (shapes, decisions) = painter._proposer.Propose(targets, canvases, _random);
                if (painter._options.Refine > 0)
                {
                    shapes = StrokeRefinement.Refine(
                        shapes, decisions, targets, canvases, painter._brushes.MeanCover(), painter._options.Refine);
                }

                var perPatch = (int)shapes.size(1);
                var (numbers, logits) = (shapes.contiguous().flatten().ToArray<float>(), decisions.flatten().ToArray<float>());
                for (var i = 0; i < logits.Length; i++)
                {
                    if (logits[i] > 0 && ToPicture(grid, first + (i / perPatch), numbers.AsSpan(i * 5, 5), level) is { } stroke)
                    {
                        strokes.Add(stroke);
                        patches.Add(first + (i / perPatch));
                    }
                }
            }

            return (strokes, patches);
        }

        // from coordinates of a patch to those of the picture; null outside of it, or where the network gives no number
        private Stroke? ToPicture(PatchGrid grid, int patch, ReadOnlySpan<float> shape, int level)
        {
            foreach (var number in shape)
            {
                if (!float.IsFinite(number))
                {
                    return null;
                }
            }

            var ((left, top), side) = (grid.Origin(patch), grid.PatchFraction);
            var (x, y) = (left + (Math.Clamp(shape[0], -0.2f, 1.2f) * side), top + (Math.Clamp(shape[1], -0.2f, 1.2f) * side));
            var longer = (float)Math.Max(work.Width, work.Height);
            var (column, row) = ((int)(x * longer), (int)(y * longer));
            if (column < 0 || row < 0 || column >= work.Width || row >= work.Height)
            {
                return null;
            }

            var colour = _target[(row * work.Width) + column];
            var angle = shape[4] + _random.Next(2); // in either direction
            var stroke = new Stroke(
                x, y, Math.Clamp(shape[2], 0.04f, 1.6f) * side, Math.Clamp(shape[3], 0.04f, 1.6f) * side, angle, colour.X, colour.Y,
                colour.Z, level, _random.Next(1 << 20));
            return painter._style.Adapt(stroke.Canonical());
        }

        // the stroke in its best colour, as proposed or along the picture's edges, whichever gains more; null if neither gains enough
        private Stroke? Improve(in Stroke proposed, OrientationField orientations)
        {
            var (chosen, largest) = (default(Stroke?), 0.0);
            var (angle, coherence) = orientations.At(proposed.X, proposed.Y);
            var along = proposed with
            {
                Angle = angle + MathF.Floor(proposed.Angle),
                Length = proposed.Length * (1 + (0.7f * coherence)),
                Thickness = proposed.Thickness * (1 - (0.35f * coherence)),
            };
            foreach (var stroke in painter._options.FollowEdges && coherence > 0.3f && !painter._style.Dabs
                ? [along, proposed]
                : (ReadOnlySpan<Stroke>)[proposed])
            {
                var effect = canvas.Evaluate(stroke, _target);
                var colour = ToPaint(effect.Best);
                var gain = effect.Gain(colour) - (LeastGain * effect.Area);
                if (effect.Area >= 0.5f && gain > largest * 1.1) // the first candidate, along the edges, is preferred
                {
                    colour = Scatter(colour, stroke.Mark);
                    (chosen, largest) = (stroke with { Red = colour.X, Green = colour.Y, Blue = colour.Z }, gain);
                }
            }

            return chosen;
        }

        private Vector4 Scatter(Vector4 colour, int mark)
        {
            var away = new Vector4(mark & 31, (mark >> 5) & 31, (mark >> 10) & 31, 0) - new Vector4(15.5f, 15.5f, 15.5f, 0);
            return Vector4.Clamp(colour + (away / 15.5f * painter._style.ColourScatter), Vector4.Zero, Vector4.One);
        }

        private Vector4 ToPaint(Vector4 colour)
        {
            if (palette is null)
            {
                return Saturate(colour);
            }

            var chosen = palette.Colours[palette.Nearest(new(colour.X, colour.Y, colour.Z))];
            return new(chosen.Red / 255f, chosen.Green / 255f, chosen.Blue / 255f, 0);
        }

        private Vector4 Saturate(Vector4 colour)
        {
            var luma = ((float)Luma.Red * colour.X) + ((float)Luma.Green * colour.Y) + ((float)Luma.Blue * colour.Z);
            var grey = new Vector4(luma, luma, luma, 0);
            var saturated = painter._style.Saturation == 1
                ? colour
                : Vector4.Clamp(grey + ((colour - grey) * painter._style.Saturation), Vector4.Zero, Vector4.One);
            return saturated with { W = 0 };
        }

        // the strokes with the largest gains, in the order they came in
        private IEnumerable<int> MostEffective(List<Stroke> proposed, IEnumerable<int> sorted, int count)
        {
            var gains = proposed.Select(stroke => canvas.Evaluate(stroke, _target) is var effect ? effect.Gain(ToPaint(effect.Best)) : 0)
                .ToArray();
            var largest = Enumerable.Range(0, gains.Length).OrderByDescending(i => gains[i]).Take(count).ToHashSet();
            return sorted.Where(largest.Contains);
        }

        // .NET's generator has 31 bits of seed: larger seeds begin further on
        public static Random FromSeed(ulong seed)
        {
            var random = new Random((int)(seed % int.MaxValue));
            for (var skipped = 0UL; skipped < seed / int.MaxValue; skipped++)
            {
                random.Next();
            }

            return random;
        }
    }
}
