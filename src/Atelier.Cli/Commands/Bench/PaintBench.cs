using System.Diagnostics;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Film;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging.Pictures;
using Atelier.Models.Perceptual;

namespace Atelier.Cli.Commands.Bench;

/// <summary>How near a painting is to its picture.</summary>
/// <param name="Likeness">By its pixels.</param>
/// <param name="Distance">By what a network sees; 0 for the same picture.</param>
internal sealed record PaintScore(Likeness Likeness, double Distance);

/// <summary>One picture painted in three ways with the same number of strokes.</summary>
/// <param name="Name">The picture.</param>
/// <param name="Strokes">Strokes of each painting.</param>
/// <param name="Painter">By the painter.</param>
/// <param name="Greedy">Rectangles of chance, of which those that help are painted in their best colour.</param>
/// <param name="Chance">Rectangles of chance, all painted in their best colour.</param>
internal sealed record PaintComparison(string Name, int Strokes, PaintScore Painter, PaintScore Greedy, PaintScore Chance);

/// <summary>How long a painting takes.</summary>
/// <param name="Size">Side of the square picture.</param>
/// <param name="Strokes">Strokes painted.</param>
/// <param name="Paint">Seconds from the picture in memory to the finished canvas.</param>
/// <param name="PaintCpu">Processor seconds of that, all threads together: what is left of the time on a busy machine.</param>
/// <param name="Film">Seconds for a film of 300 frames.</param>
/// <param name="PeakMegabytes">The process's largest memory so far.</param>
internal sealed record PaintTiming(int Size, int Strokes, double Paint, double PaintCpu, double Film, double PeakMegabytes);

/// <summary>How fast and how good painting is.</summary>
internal static class PaintBench
{
    /// <summary>Paints a picture with everything the style offers but light and weave, and again by chance, with as many strokes.</summary>
    /// <param name="name">What the result calls it.</param>
    /// <param name="picture">RGB.</param>
    /// <param name="artist">Who paints.</param>
    /// <param name="options">How it paints.</param>
    /// <param name="critic">The network that looks at the paintings.</param>
    /// <param name="painting">The painter's painting.</param>
    public static PaintComparison Compare(
        string name, Picture picture, Artist artist, PaintOptions options, PictureDistance critic, out Painting painting)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(options.Seed);
        painting = artist.Paint(picture);
        var count = painting.Strokes.Count;
        PaintScore Of(Painting painted)
        {
            using var inner = NewDisposeScope();
            using var pause = no_grad();
            var result = painted.Render(picture.Width, picture.Height).ToPicture();
            return new(Likeness.Of(result, picture), critic.call((result.ToTensor() * 2) - 1, (picture.ToTensor() * 2) - 1).ToDouble());
        }

        using var greedy = new Artist(options with { FollowForms = false, Strokes = count }, new ChanceProposer(random));
        return new(name, count, Of(painting), Of(greedy.Paint(picture)), Of(Chance(picture, painting, random)));
    }

    /// <summary>Paints a picture of noise at every scale, and films it.</summary>
    public static PaintTiming Time(int size, Artist artist, bool film)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var scene = Enumerable.Range(2, 6)
            .Select(
                octave => F.interpolate(
                    rand([1, 3, 1 << octave, 1 << octave], device: random.device, generator: random),
                    [size, size],
                    mode: InterpolationMode.Bicubic,
                    align_corners: false) / octave)
            .Aggregate((sum, wave) => sum + wave);
        var picture = ((scene - scene.min()) / (scene.max() - scene.min()).ToDouble()).ToPicture();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var painting = artist.Paint(picture);
        painting.Render(size, size).ToPicture();
        var paint = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalSeconds;
        clock.Restart();
        if (film)
        {
            var path = Path.Combine(Path.GetTempPath(), $"atelier-bench-{Environment.ProcessId}.mp4");
            new PaintFilm(
                painting,
                new(painting.Style.Relief, painting.Style.Texture, painting.Style.Paper),
                new() { Duration = 8, Pause = 2 }).Write(path);
            File.Delete(path);
        }

        process.Refresh();
        return new(size, painting.Strokes.Count, paint, cpu, film ? clock.Elapsed.TotalSeconds : 0, process.PeakWorkingSet64 / 1e6);
    }

    // each stroke of the painting in its place of the order, but anywhere, at any angle, as large as
    // before, in the colour that suits it best there
    private static Painting Chance(Picture picture, Painting painting, Generator random)
    {
        var n = rand([painting.Strokes.Count, 3], device: random.device, generator: random).flatten().ToArray<float>();
        var unit = (float)Math.Max(picture.Width, picture.Height);
        var canvas = painting.Begin(picture.Width, picture.Height, painting.Brushes());
        var target = Artist.Pixels(picture);
        var strokes = new List<Stroke>();
        for (var i = 0; i < painting.Strokes.Count; i++)
        {
            var stroke = painting.Strokes[i] with
            {
                X = n[i * 3] * picture.Width / unit, Y = n[(i * 3) + 1] * picture.Height / unit, Angle = n[(i * 3) + 2],
            };
            var colour = canvas.Weigh(stroke, target).Best;
            strokes.Add(stroke with { Red = colour.X, Green = colour.Y, Blue = colour.Z });
            canvas.Draw(strokes[^1]);
        }

        return painting with { Strokes = strokes };
    }
}
