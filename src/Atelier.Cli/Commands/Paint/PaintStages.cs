using Atelier.Art.Paint;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Paint;

/// <summary>The stages of painting, with their progress and results on the command line.</summary>
internal static class PaintStages
{
    /// <summary>Paints a run's picture: painting.png, painting.mp4 and strokes.json in its folder, at least 512 pixels large.</summary>
    public static void PaintRun(
        string picture,
        string folder,
        PaintOptions options,
        IReadOnlyDictionary<string, string> record,
        Report report,
        Device device,
        CancellationToken cancel)
    {
        var job = new PaintJob
        {
            Record = record,
            Output = Path.Combine(folder, "painting.png"),
            Film = Path.Combine(folder, "painting.mp4"),
            StrokesFile = Path.Combine(folder, "strokes.json"),
            Size = 512,
            FilmOptions = new() { LongerSide = 512 },
        };
        options = options with { Detail = 1 }; // small pictures need finer strokes
        Write(report.Progress("painting", show => Paint(Picture.Load(picture), options, device, show, cancel)), job, report, cancel);
    }

    /// <summary>Paints a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">Options of painting.</param>
    /// <param name="device">The device of the network.</param>
    /// <param name="show">Receives the number of strokes and the fraction done.</param>
    /// <param name="cancel">Cancels between strokes.</param>
    public static Painting Paint(
        Picture picture, PaintOptions options, Device device, Action<string, double> show, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        using var painter = new StrokePainter(options, device);
        var progress = new SynchronousProgress<PaintStep>(
            step => show($"{step.Strokes} strokes", (step.Level + 1.0) / (step.Levels + 1)));
        return painter.Paint(picture, progress, cancel);
    }

    /// <summary>Writes a painting's files and reports them.</summary>
    public static void Write(Painting painting, PaintJob job, Report report, CancellationToken cancel)
    {
        report.Progress("writing", show =>
        {
            job.Write(painting, new SynchronousProgress<(int Frame, int Frames)>(at => show("film", (double)at.Frame / at.Frames)), cancel);
            return 0;
        });
        string[] colours = [.. painting.Palette.Select(colour => colour.ToHex())];
        string[] files = [.. new[] { job.Output, job.StrokesFile, job.Drawing, job.Film }.OfType<string>()];
        report.Result(
            $"{string.Join(", ", files)}  ({painting.Strokes.Count} strokes)" +
                (colours.Length > 0 ? $"\npalette {string.Join(' ', colours)}" : ""),
            new { files, strokes = painting.Strokes.Count, style = painting.Style.Name, palette = colours });
    }
}
