using System.Globalization;
using System.Text;
using Atelier.Art.Explore.Grids;
using Atelier.Art.Explore.Works;
using Atelier.Art.Paint;
using Atelier.Cli.Commands.Grid;
using Atelier.Cli.Commands.Paint;
using Atelier.Cli.Commands.Upscale;
using Atelier.Cli.Output;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Create;

/// <summary>The stages of a work, each of which leaves a file that is not made again when the work is resumed.</summary>
/// <param name="grid">The ideas.</param>
/// <param name="order">What becomes of the best.</param>
/// <param name="report">The output.</param>
/// <param name="place">The device.</param>
internal sealed class Work(GridRun grid, WorkOrder order, Report report, Device place)
{
    private const int PaintingSide = 1024; // pixels of the painting's longer side

    private string Picture => In("picture.png");

    private string Painting => In("painting.png");

    /// <summary>Runs the stages that are missing.</summary>
    /// <returns>The exit code.</returns>
    public int Run(CancellationToken cancel)
    {
        var exit = GridOutput.Run(grid, null, report, place, cancel);
        if (exit != 0)
        {
            report.Note($"'atelier create --resume {grid.Folder}' goes on.");
            return exit;
        }

        try
        {
            var (best, distance) = IdeaRanking.Rank(grid, place)[0];
            var options = grid.Plan.Cells[best].Options;
            if (!File.Exists(Picture))
            {
                Imaging.Pictures.Picture.Load(grid.Picture(best)).Save(Picture, options.Texts());
            }

            if (order.Scale > 1 && Enlarged() is null)
            {
                UpscaleCommand.Upscale(Picture, new() { Scale = order.Scale }, report, place, cancel);
            }

            if (order.Style is { } style && !File.Exists(Painting))
            {
                Paint(Enlarged() ?? Picture, new() { Style = style, Seed = options.Seed }, options.Texts(), cancel);
            }

            var page = In("index.html");
            AtomicFile.Write(page, Encoding.UTF8.GetBytes(WorkPage.Create(grid.Plan.Prompt, Stages(best, distance))));
            report.Result(page, new { work = page, folder = grid.Folder, seed = options.Seed });
            return 0;
        }
        catch (OperationCanceledException)
        {
            report.Note($"Stopped; 'atelier create --resume {grid.Folder}' goes on.");
            return Interruption.ExitCode;
        }
    }

    private void Paint(string picture, PaintOptions options, IReadOnlyDictionary<string, string> record, CancellationToken cancel)
    {
        var job = new PaintJob
        {
            Record = record,
            Output = Painting,
            Film = order.Film ? In("painting.mp4") : null,
            StrokesFile = In("strokes.json"),
            Size = PaintingSide,
            FilmOptions = new() { LongerSide = 512 },
        };
        job.Validate();
        var painting = report.Progress(
            "painting", show => PaintStages.Paint(Imaging.Pictures.Picture.Load(picture), options, place, show, cancel));
        PaintStages.Write(painting, job, report, cancel);
    }

    private IEnumerable<(string Heading, string Text, IReadOnlyList<string> Files)> Stages(int best, double distance)
    {
        yield return (
            "Ideas", $"{grid.Plan.Cells.Count} pictures of these words.",
            [.. Directory.GetFiles(grid.Folder, "sheet*.png").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]);
        yield return (
            "The choice",
            string.Create(
                CultureInfo.InvariantCulture,
                $"CLIP finds the one of {grid.Plan.Columns[best]} nearest to the words (distance {distance:F3})."),
            ["picture.png"]);
        if (Enlarged() is { } enlarged)
        {
            yield return ("Enlarged", string.Create(CultureInfo.InvariantCulture, $"{order.Scale} times."), [Path.GetFileName(enlarged)]);
        }

        if (order.Style is not null)
        {
            string[] films = order.Film ? ["painting.mp4"] : [];
            yield return ("Painted", $"In {order.Style}, stroke by stroke.", ["painting.png", .. films]);
        }
    }

    private string? Enlarged() => Directory.GetFiles(grid.Folder, "picture-x*.png").FirstOrDefault();

    private string In(string name) => Path.Combine(grid.Folder, name);
}
