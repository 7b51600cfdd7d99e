using System.Globalization;
using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Cli.Output;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Cli.Commands.Grid;

/// <summary>Makes a grid, shows its progress, and tells what came of it.</summary>
internal static class GridOutput
{
    /// <summary>Makes the grid.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(GridRun grid, string? output, Report report, Device place, CancellationToken cancel)
    {
        foreach (var note in grid.Notes)
        {
            report.Note(note);
        }

        var cells = grid.Plan.Cells.Count;
        if (grid.DoneBefore > 0)
        {
            report.Note($"{grid.DoneBefore} of {cells} cells are done already.");
        }

        var made = report.Progress("grid", show =>
        {
            show("loading the models, choosing starts", 0);
            var (iterations, whole) = (new int[cells], grid.DoneBefore);
            return grid.Run(
                new SynchronousProgress<BatchStep>(step =>
                {
                    iterations[step.Run] = step.Step.Iteration;
                    whole += step.Step.Iteration == step.Step.Total ? 1 : 0;
                    show($"{whole} of {cells} cells", (double)iterations.Sum() / grid.Iterations);
                }),
                cancel);
        });
        var (sheets, page) = grid.WriteSheets();
        if (output is not null)
        {
            Picture.Load(sheets[0]).Save(output);
        }

        var exit = Errors(grid, made);
        var stopped = Enumerable.Range(0, cells).Count(i => made[i].Error is OperationCanceledException || grid.IsStopped(i));
        if (stopped > 0)
        {
            report.Result(
                $"Stopped with {cells - stopped} of {cells} cells done; 'atelier grid --resume {grid.Folder}' goes on.",
                new { folder = grid.Folder, stopped = true, done = cells - stopped, cells });
            return Interruption.ExitCode;
        }

        if (grid.Plan.IsKeywordComparison)
        {
            TellKeywords(grid, report, place);
        }

        report.Result(
            $"{output ?? string.Join("  ", sheets)}  ({page})",
            new { folder = grid.Folder, sheets, page, pictures = made.Select(one => one.Picture) });
        return exit;
    }

    private static int Errors(GridRun grid, IReadOnlyList<BatchResult> made)
    {
        var exit = 0;
        for (var i = 0; i < made.Count; i++)
        {
            if (made[i].Error is { } error && ExitCode.IsKnown(error))
            {
                exit = Math.Max(exit, ExitCode.Report(error, $"Cell {i + 1}, \"{grid.Plan.Cells[i].Options.Prompt}\": "));
            }
        }

        return exit;
    }

    private static void TellKeywords(GridRun grid, Report report, Device place)
    {
        var changes = KeywordComparison.Rank(grid, place);
        report.Table(
            ["keyword", "change"],
            changes.Select(one => (string[])[one.Keyword, one.Change.ToString("F3", CultureInfo.InvariantCulture)]),
            new { keywords = changes });
        ContactSheet.Draw(
            [.. changes.Select(one => Picture.Load(one.Picture)).Prepend(Picture.Load(grid.Picture(0)))],
            6,
            [.. changes.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Keyword} ({one.Change:F2})"))
                .Prepend(grid.Plan.Columns[0])]).Save(Path.Combine(grid.Folder, "keywords.png"));
    }
}
