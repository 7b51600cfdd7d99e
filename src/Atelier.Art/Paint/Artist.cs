using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Art.Paint.Rendering;
using Atelier.Art.Paint.Strokes;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;
using Atelier.Models.Painter;

namespace Atelier.Art.Paint;

/// <summary>How far a painting has come.</summary>
/// <param name="Level">The level being painted, from 0.</param>
/// <param name="Levels">Levels in all.</param>
/// <param name="Strokes">Strokes so far.</param>
public sealed record PaintStep(int Level, int Levels, int Strokes);

/// <summary>Paints pictures: level by level from coarse to fine, each patch by the strokes that a painter network proposes for it, of which
/// those that help are painted.</summary>
public sealed class Artist : IDisposable
{
    private const int Batch = 128;     // patches at a time

    private readonly PaintOptions _options;
    private readonly PainterModel? _model;
    private readonly IStrokeProposer _proposer;
    private readonly PaintStyle _style;
    private readonly BrushSet _brushes;

    /// <summary>An artist with the painter that the options name.</summary>
    /// <param name="options">How it paints.</param>
    /// <param name="device">Where the painter computes; the CPU unless said.</param>
    /// <exception cref="UserException">Options or painter are wrong.</exception>
    public Artist(PaintOptions options, Device? device = null)
    {
        options.Validate();
        (_options, _style) = (options, PaintStyle.Named(options.Style));
        _brushes = options.Brushes is { } folder ? BrushSet.Load(folder) : _style.Brushes();
        _model = PainterFile.Load(ModelHub.Find(options.Model));
        _model.to(device ?? CPU);
        _model.Format = new(BFloat16: options.Precision.IsBFloat16(device ?? CPU));
        _proposer = new NetworkProposer(_model);
    }

    /// <summary>Paints with strokes that somebody else proposes, with the brushes of the style.</summary>
    /// <exception cref="UserException">An option is out of range.</exception>
    public Artist(PaintOptions options, IStrokeProposer proposer)
    {
        options.Validate();
        (_options, _style, _proposer) = (options, PaintStyle.Named(options.Style), proposer);
        _brushes = _style.Brushes();
    }

    /// <summary>Finer levels than the first: as many as make patches of 32 pixels (Paint
    /// Transformer's rule), and the person's own.</summary>
    public static int Levels(int width, int height, int detail) =>
        Math.Clamp((int)Math.Ceiling(Math.Log2(Math.Max(width, height) / (double)PainterOptions.PatchSize)) + detail, 0, 9);

    /// <summary>Paints a picture.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Painting Paint(Picture picture, IProgress<PaintStep>? progress = null, CancellationToken cancel = default)
    {
        var rgb = picture.Flatten(Colour.White);
        var longer = Math.Max(rgb.Width, rgb.Height);
        var work = rgb.Resize(_options.WorkSize > 0 ? Math.Min(_options.WorkSize, longer) : longer);
        var levels = Levels(work.Width, work.Height, _options.Detail);
        var palette = _style.Colours is { } own
            ? new ColourChoice(own)
            : _options.Palette > 0 ? ColourChoice.Of(work, _options.Palette) : null;
        var ground = _style.Ground ?? Toned(work);
        var session = new Session(
            this, work, new Canvas(work.Width, work.Height, ground, _brushes, _style.Shade), palette,
            new StrokeOrder(work, _style.Name == "watercolour"));
        for (var level = Math.Min(levels, _style.FirstLevel); level <= levels && !session.Spent; level++)
        {
            session.Pass(level, shifted: false, cancel);
            if (level > 0 && !session.Spent)
            {
                session.Pass(level, shifted: true, cancel); // where patches met, strokes may lie across
            }

            progress?.Report(new(level, levels, session.Strokes.Count));
        }

        return new(rgb.Width, rgb.Height, _style, ground, session.Strokes, palette?.Colours ?? []) { BrushFolder = _options.Brushes };
    }

    /// <summary>Releases the painter.</summary>
    public void Dispose() => _model?.Dispose();

    // between linen and the picture's mean colour
    private static Colour Toned(Picture picture)
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
    private sealed class Session(Artist artist, Picture work, Canvas canvas, ColourChoice? palette, StrokeOrder order)
    {
        private readonly Vector4[] _target = Pixels(work);
        private readonly Random _chance = new((int)(artist._options.Seed % int.MaxValue));

        public List<Stroke> Strokes { get; } = [];

        public bool Spent => artist._options.Strokes > 0 && Strokes.Count >= artist._options.Strokes;

        public void Pass(int level, bool shifted, CancellationToken cancel)
        {
            var grid = new PatchGrid(work.Width, work.Height, level, shifted);
            var flow = new StrokeFlow(work, Math.Min(PainterOptions.PatchSize << level, 1024));
            var (proposed, patches) = Propose(grid, level, cancel);
            var sorted = (IEnumerable<int>)order.Sort(proposed, patches);
            if (artist._options.Strokes > 0 && proposed.Count > artist._options.Strokes - Strokes.Count)
            {
                sorted = Thriftiest(proposed, sorted, artist._options.Strokes - Strokes.Count);
            }

            foreach (var i in sorted)
            {
                cancel.ThrowIfCancellationRequested();
                if (Judge(proposed[i], flow) is { } stroke)
                {
                    canvas.Draw(stroke);
                    Strokes.Add(stroke);
                }
            }
        }

        // the strokes painted where the network decides so, with the target's colour at their middle
        private (List<Stroke> Strokes, List<int> Patches) Propose(PatchGrid grid, int level, CancellationToken cancel)
        {
            using var pause = no_grad();
            var (target, current) = (grid.Fit(work), grid.Fit(canvas.ToPicture()));
            var (strokes, patches) = (new List<Stroke>(), new List<int>());
            for (var first = 0; first < grid.Count; first += Batch)
            {
                cancel.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var count = Math.Min(Batch, grid.Count - first);
                var (goal, now) = (grid.Cut(target, first, count), grid.Cut(current, first, count));
                var (shapes, decisions) = artist._proposer.Propose(goal, now, _chance);
                if (artist._options.Refine > 0)
                {
                    shapes = StrokeRefinement.Refine(shapes, decisions, goal, now, artist._brushes.Mean(), artist._options.Refine);
                }

                var each = shapes.size(1);
                var (numbers, yes) = (shapes.contiguous().flatten().ToArray<float>(), decisions.flatten().ToArray<float>());
                for (var i = 0; i < yes.Length; i++)
                {
                    if (yes[i] > 0 && Place(grid, first + (i / (int)each), numbers.AsSpan(i * 5, 5), level) is { } stroke)
                    {
                        strokes.Add(stroke);
                        patches.Add(first + (i / (int)each));
                    }
                }
            }

            return (strokes, patches);
        }

        // from a patch's own measure to the picture's; null for what is not there
        private Stroke? Place(PatchGrid grid, int patch, ReadOnlySpan<float> shape, int level)
        {
            foreach (var number in shape)
            {
                if (!float.IsFinite(number))
                {
                    return null;
                }
            }

            var ((left, top), share) = (grid.Origin(patch), grid.PatchShare);
            var (x, y) = (left + (Math.Clamp(shape[0], -0.2f, 1.2f) * share), top + (Math.Clamp(shape[1], -0.2f, 1.2f) * share));
            var longer = (float)Math.Max(work.Width, work.Height);
            var (column, row) = ((int)(x * longer), (int)(y * longer));
            if (column < 0 || row < 0 || column >= work.Width || row >= work.Height)
            {
                return null;
            }

            var colour = _target[(row * work.Width) + column];
            var turn = shape[4] + _chance.Next(2); // from either end
            var stroke = new Stroke(
                x, y, Math.Clamp(shape[2], 0.04f, 1.6f) * share, Math.Clamp(shape[3], 0.04f, 1.6f) * share, turn, colour.X, colour.Y,
                colour.Z, level, _chance.Next(1 << 20));
            return artist._style.Lay(stroke.Lying());
        }

        // in its best colour, if it is worth the paint; as proposed, or slimmer and along the forms, whichever does more
        private Stroke? Judge(in Stroke proposed, StrokeFlow flow)
        {
            var (chosen, most) = (default(Stroke?), 0.0);
            var (angle, coherence) = flow.At(proposed.X, proposed.Y);
            var along = proposed with
            {
                Angle = angle + MathF.Floor(proposed.Angle),
                Length = proposed.Length * (1 + (0.7f * coherence)),
                Thickness = proposed.Thickness * (1 - (0.35f * coherence)),
            };
            foreach (var stroke in artist._options.FollowForms && coherence > 0.3f && !artist._style.Dabs
                ? [along, proposed]
                : (ReadOnlySpan<Stroke>)[proposed])
            {
                var effect = canvas.Weigh(stroke, _target);
                var colour = Choose(effect.Best);
                var gain = effect.Gain(colour) - (artist._options.Worth * effect.Area);
                if (effect.Area >= 0.5f && gain > most * 1.1) // what runs with the form is preferred
                {
                    (chosen, most) = (stroke with { Red = colour.X, Green = colour.Y, Blue = colour.Z }, gain);
                }
            }

            return chosen;
        }

        private Vector4 Choose(Vector4 colour)
        {
            if (palette is null)
            {
                return Purer(colour);
            }

            var chosen = palette.Colours[palette.Nearest(new(colour.X, colour.Y, colour.Z))];
            return new(chosen.Red / 255f, chosen.Green / 255f, chosen.Blue / 255f, 0);
        }

        private Vector4 Purer(Vector4 colour)
        {
            var grey = (0.299f * colour.X) + (0.587f * colour.Y) + (0.114f * colour.Z);
            var middle = new Vector4(grey, grey, grey, 0);
            var pure = artist._style.Purity == 1
                ? colour
                : Vector4.Clamp(middle + ((colour - middle) * artist._style.Purity), Vector4.Zero, Vector4.One);
            return pure with { W = 0 };
        }

        // the strokes that help most, in the order they came in
        private IEnumerable<int> Thriftiest(List<Stroke> proposed, IEnumerable<int> sorted, int count)
        {
            var gains = proposed.Select(stroke => canvas.Weigh(stroke, _target) is var effect ? effect.Gain(Choose(effect.Best)) : 0)
                .ToArray();
            var best = Enumerable.Range(0, gains.Length).OrderByDescending(i => gains[i]).Take(count).ToHashSet();
            return sorted.Where(best.Contains);
        }
    }
}
