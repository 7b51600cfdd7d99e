using System.Diagnostics;
using Atelier.Art.Paint;
using Atelier.Art.Paint.Film;
using Atelier.Art.Paint.Strokes;
using Atelier.Imaging.Pictures;
using Atelier.Models.Perceptual;

namespace Atelier.Cli.Commands.Bench;

/// <summary>How close a painting is to its picture.</summary>
/// <param name="Fidelity">By pixels.</param>
/// <param name="Distance">Perceptual distance; 0 if they are equal.</param>
internal sealed record PaintScore(PaintingFidelity Fidelity, double Distance);

/// <summary>One picture painted in three ways, with the same number of strokes.</summary>
/// <param name="Name">The picture.</param>
/// <param name="Strokes">Strokes of each painting.</param>
/// <param name="Painter">By the painter network.</param>
/// <param name="Greedy">Random strokes in their best colours, kept if they reduce the error.</param>
/// <param name="Random">Random strokes in their best colours.</param>
internal sealed record PaintComparison(string Name, int Strokes, PaintScore Painter, PaintScore Greedy, PaintScore Random);

/// <summary>The time of a painting.</summary>
/// <param name="Size">Side of the square picture.</param>
/// <param name="Strokes">Strokes painted.</param>
/// <param name="Paint">Seconds from the picture in memory to the finished canvas.</param>
/// <param name="PaintCpu">Processor seconds of that in all threads, which other load hardly changes.</param>
/// <param name="Film">Seconds for a film of 300 frames.</param>
/// <param name="PeakMegabytes">Peak resident memory of the process so far, in MiB.</param>
internal sealed record PaintTiming(int Size, int Strokes, double Paint, double PaintCpu, double Film, double PeakMegabytes);

/// <summary>Measures speed and quality of painting.</summary>
internal static class PaintBench
{
    /// <summary>Paints a picture without light and texture, and twice with as many random strokes.</summary>
    /// <param name="name">The picture's name.</param>
    /// <param name="picture">RGB.</param>
    /// <param name="painter">The painter.</param>
    /// <param name="options">The painter's options.</param>
    /// <param name="metric">The perceptual distance.</param>
    /// <param name="painting">The painter's painting.</param>
    public static PaintComparison Compare(
        string name, Picture picture, StrokePainter painter, PaintOptions options, PictureDistance metric, out Painting painting)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(options.Seed);
        painting = painter.Paint(picture);
        var count = painting.Strokes.Count;
        PaintScore Score(Painting painted)
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            var result = painted.Render(picture.Width, picture.Height).ToPicture();
            var distance = metric.call((result.ToTensor() * 2) - 1, (picture.ToTensor() * 2) - 1).ToDouble();
            return new(PaintingFidelity.Measure(result, picture), distance);
        }

        using var greedy = new StrokePainter(options with { FollowEdges = false, Strokes = count }, new RandomProposer(random));
        return new(name, count, Score(painting), Score(greedy.Paint(picture)), Score(RandomStrokes(picture, painting, random)));
    }

    /// <summary>Times painting a picture of fractal noise, and its film.</summary>
    public static PaintTiming Time(int size, StrokePainter painter, bool film)
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
        var painting = painter.Paint(picture);
        painting.Render(size, size).ToPicture();
        var paint = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalSeconds;
        clock.Restart();
        if (film)
        {
            var path = Path.Combine(Path.GetTempPath(), $"atelier-bench-{Environment.ProcessId}.mp4");
            new PaintFilm(painting, painting.Style.Finish(), new() { Duration = 8, Pause = 2 }).Write(path);
            File.Delete(path);
        }

        process.Refresh();
        return new(size, painting.Strokes.Count, paint, cpu, film ? clock.Elapsed.TotalSeconds : 0, PeakMemory.Mebibytes());
    }

    // the painting's strokes with random positions and angles, in the best colours for them
    private static Painting RandomStrokes(Picture picture, Painting painting, Generator random)
    {
        var n = rand([painting.Strokes.Count, 3], device: random.device, generator: random).flatten().ToArray<float>();
        var unit = (float)Math.Max(picture.Width, picture.Height);
        var canvas = painting.BlankCanvas(picture.Width, picture.Height, painting.Brushes());
        var target = StrokePainter.Pixels(picture);
        var strokes = new List<Stroke>();
        for (var i = 0; i < painting.Strokes.Count; i++)
        {
            var stroke = painting.Strokes[i] with
            {
                X = n[i * 3] * picture.Width / unit, Y = n[(i * 3) + 1] * picture.Height / unit, Angle = n[(i * 3) + 2],
            };
            var colour = canvas.Evaluate(stroke, target).Best;
            strokes.Add(stroke with { Red = colour.X, Green = colour.Y, Blue = colour.Z });
            canvas.Draw(strokes[^1]);
        }

        return painting with { Strokes = strokes };
    }
}
