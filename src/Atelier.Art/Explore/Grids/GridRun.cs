using System.Globalization;
using System.Text;
using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Explore.Grids;

/// <summary>A grid that is made in a folder: <c>grid.json</c>, <c>cells/001</c> and so on (a run each), <c>sheet.png</c> and
/// <c>grid.html</c>. Cells are computed together; those that are done are not made again.</summary>
public sealed class GridRun
{
    private readonly TextToImagePipeline?[] _runs; // null if done or failed
    private readonly BatchResult?[] _results;

    private GridRun(string folder, GridPlan plan) =>
        (Folder, Plan, _runs, _results) = (folder, plan, new TextToImagePipeline?[plan.Cells.Count], new BatchResult?[plan.Cells.Count]);

    /// <summary>The grid's folder.</summary>
    public string Folder { get; }

    /// <summary>What the grid holds.</summary>
    public GridPlan Plan { get; }

    /// <summary>Number of cells that were done before.</summary>
    public int DoneBefore { get; private init; }

    /// <summary>What differs from the options that were given, one sentence each.</summary>
    public IEnumerable<string> Notes => _runs.OfType<TextToImagePipeline>().SelectMany(run => run.Notes).Distinct();

    /// <summary>Iterations of all cells that are not done.</summary>
    public long Iterations => _runs.OfType<TextToImagePipeline>().Sum(run => (long)run.Iterations);

    /// <summary>Creates the folder of a grid; no folder is created unless all cells can be made.</summary>
    /// <param name="plan">The grid.</param>
    /// <param name="runsFolder">The folder in which the grid's folder is created.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="kind">The last word of the folder's name.</param>
    /// <param name="cache">Where the networks stay loaded for further runs; by default they are disposed after the grid.</param>
    /// <exception cref="AtelierException">A model or picture is missing, or the place cannot be written to.</exception>
    public static GridRun Begin(GridPlan plan, string runsFolder, Device? device = null, string kind = "grid", NetworkCache? cache = null)
    {
        AtomicFile.RequireWritable(Path.Combine(runsFolder, "sheet.png"), 0);
        var slug = plan.Cells[0].Options.Plan.Slug;
        var folder = NewFolder.Create(
            runsFolder, NewFolder.Dated(slug.Length > 0 ? $"{slug}-{kind}" : kind), temporary => GridRecord.Write(temporary, plan));
        try
        {
            var run = new GridRun(folder, plan);
            var all = TextToImagePipeline.BeginAll(
                [.. plan.Cells.Select(cell => (cell.Options, new RunOrder()))],
                Cells(folder),
                device,
                [.. plan.Cells.Select((_, i) => CellName(i))],
                cache);
            for (var i = 0; i < all.Count; i++)
            {
                run._runs[i] = all[i];
            }

            return run;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Goes on with a grid that was interrupted.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <param name="cache">Where the networks stay loaded for further runs; by default they are disposed after the grid.</param>
    /// <exception cref="AtelierException">The folder holds no grid, or a model is missing.</exception>
    public static GridRun Resume(string folder, Device? device = null, NetworkCache? cache = null)
    {
        var plan = GridRecord.Read(folder);
        var done = Enumerable.Range(0, plan.Cells.Count).Select(i => IsDone(Cell(folder, i))).ToArray();
        var run = new GridRun(folder, plan) { DoneBefore = done.Count(isDone => isDone) };
        for (var i = 0; i < done.Length; i++)
        {
            var cell = Cell(folder, i);
            try
            {
                run._runs[i] = done[i] ? null
                    : File.Exists(Path.Combine(cell, "run.json")) ? TextToImagePipeline.Resume(cell, device, cache: cache)
                    : TextToImagePipeline.BeginAll(
                        [(plan.Cells[i].Options, new RunOrder())], Cells(folder), device, [CellName(i)], cache)[0];
            }
            catch (DataFormatException e)
            {
                run._results[i] = new(null, e);
            }
        }

        return run;
    }

    /// <summary>The picture of a cell, whether it is there yet or not.</summary>
    public string Picture(int cell) => Path.Combine(Cell(Folder, cell), "picture.png");

    /// <summary>Makes the cells that are not done. A cell that fails does not stop the others.</summary>
    /// <param name="progress">Receives a report after every iteration of a cell; <see cref="BatchStep.Run"/> is the cell.</param>
    /// <param name="cancel">Cancels between iterations.</param>
    /// <returns>What became of each cell.</returns>
    public IReadOnlyList<BatchResult> Run(IProgress<BatchStep>? progress = null, CancellationToken cancel = default)
    {
        int[] missing = [.. Enumerable.Range(0, _runs.Length).Where(i => _runs[i] is not null)];
        var forward = progress is null ? null
            : new SynchronousProgress<BatchStep>(step => progress.Report(step with { Run = missing[step.Run] }));
        foreach (var (i, made) in missing.Zip(TextToImageBatch.Run([.. missing.Select(i => _runs[i]!)], forward, cancel)))
        {
            _results[i] = made;
        }

        return [.. _results.Select((made, i) => made ?? new(Picture(i), null))];
    }

    /// <summary>Writes <c>sheet.png</c>, in pages if it is large, and <c>grid.html</c> from the pictures that are there.</summary>
    /// <returns>The paths of the sheets and of the page.</returns>
    public (IReadOnlyList<string> Sheets, string Page) WriteSheets()
    {
        var sheets = new List<string>();
        foreach (var (suffix, sheet) in GridSheets.Draw(Plan, Picture))
        {
            sheets.Add(Path.Combine(Folder, $"sheet{suffix}.png"));
            sheet.Save(sheets[^1]);
        }

        var page = Path.Combine(Folder, "grid.html");
        var text = GridPage.Create(
            Plan,
            i => File.Exists(Picture(i)) ? Path.GetRelativePath(Folder, Picture(i)).Replace('\\', '/') : null,
            i => _results[i]?.Error?.Message);
        AtomicFile.Write(page, Encoding.UTF8.GetBytes(text));
        return (sheets, page);
    }

    /// <summary>Whether a cell was stopped before its last iteration by the last <see cref="Run"/>.</summary>
    public bool IsStopped(int cell) => _runs[cell]?.IsStopped == true;

    private static string Cells(string folder) => Path.Combine(folder, "cells");

    private static string CellName(int cell) => (cell + 1).ToString("D3", CultureInfo.InvariantCulture);

    private static string Cell(string folder, int cell) => Path.Combine(Cells(folder), CellName(cell));

    private static bool IsDone(string cell)
    {
        if (!File.Exists(Path.Combine(cell, "picture.png")))
        {
            return false;
        }

        try
        {
            var run = RunFolder.Open(cell);
            return run.IterationsDone() >= run.Options().Iterations;
        }
        catch (DataFormatException)
        {
            return false; // it is told when the cell is resumed
        }
    }
}
