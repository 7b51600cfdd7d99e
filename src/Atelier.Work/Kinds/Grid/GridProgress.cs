using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Work.Kinds.Grid;

/// <summary>A grid that is made within a job: it hands in each picture when it is made, shows its sheet as it fills, and can go on
/// elsewhere.</summary>
internal sealed class GridProgress
{
    private const int PreviewSide = 1024;
    private readonly JobRun _run;
    private readonly GridRun _grid;
    private readonly FolderCheckpoint _state;
    private readonly int[] _iterations;
    private readonly int _total;
    private IReadOnlyList<BatchResult> _results = [];
    private readonly HashSet<int> _handedIn = [];

    /// <summary>Begins the grid, or goes on with what an earlier worker left.</summary>
    /// <param name="run">The job.</param>
    /// <param name="plan">The grid.</param>
    /// <param name="kind">The last word of its folder's name.</param>
    /// <exception cref="AtelierException">A model is missing, or the state is damaged.</exception>
    public GridProgress(JobRun run, GridPlan plan, string kind = "grid")
    {
        (_run, _state) = (run, new(run, "runs"));
        _grid = _state.Restore() ? GridRun.Resume(Directory.GetDirectories(_state.Folder).Single(), run.Device, run.Cache)
            : GridRun.Begin(plan, _state.Folder, run.Device, kind, run.Cache);
        _iterations = new int[plan.Cells.Count];
        _total = (int)Math.Min(int.MaxValue, _grid.Iterations);
    }

    /// <summary>The grid.</summary>
    public GridRun Grid => _grid;

    /// <summary>What it holds.</summary>
    public GridPlan Plan => _grid.Plan;

    /// <summary>The cells whose picture is there.</summary>
    public IReadOnlyList<int> Made => [.. Enumerable.Range(0, Plan.Cells.Count).Where(cell => File.Exists(_grid.Picture(cell)))];

    /// <summary>Why the first cell that failed did, or null.</summary>
    public AtelierException? Error => _results.Select(made => made.Error).OfType<AtelierException>().FirstOrDefault();

    /// <summary>Makes the cells: at least one.</summary>
    /// <exception cref="AtelierException">All cells failed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, and there is nothing, or what there is shall not be kept as the result.
    /// </exception>
    public void Run()
    {
        _run.Report(new(0, Math.Max(1, _total), Message: "loading the models"));
        _results = _grid.Run(new SynchronousProgress<BatchStep>(Report), _run.Stopping);
        Keep();
        if (_run.Stopping.IsCancellationRequested && !_run.KeepsResult)
        {
            throw new OperationCanceledException(_run.Stopping);
        }

        if (Made.Count == 0)
        {
            throw (Exception?)Error ?? new OperationCanceledException(_run.Stopping);
        }
    }

    /// <summary>Keeps the state at once.</summary>
    public void Keep() => _state.Save(_iterations.Sum());

    /// <summary>The sheets, as they are.</summary>
    public IReadOnlyList<JobOutput> Sheets() =>
        [.. _grid.WriteSheets().Sheets.Select(path => JobOutput.Png(Path.GetFileNameWithoutExtension(path), Picture.Load(path)))];

    /// <summary>The picture of a cell, with its own words.</summary>
    public JobOutput Output(int cell)
    {
        var picture = Picture.Load(_grid.Picture(cell));
        return new(
            GridLayout.Name(cell), "image/png", File.ReadAllBytes(_grid.Picture(cell)), picture.Width, picture.Height,
            GridLayout.Title(Plan, cell));
    }

    private void Report(BatchStep step)
    {
        _iterations[step.Run] = step.Step.Iteration;
        var (done, made) = (_iterations.Sum(), Made);
        byte[]? preview = null;
        if (made.Count > _handedIn.Count)
        {
            foreach (var cell in made.Where(_handedIn.Add))
            {
                _run.HandIn(Output(cell));
            }

            preview = Preview(_grid.WriteSheets().Sheets[0]);
        }

        var message = $"{made.Count} of {Plan.Cells.Count} pictures";
        _run.Report(new(done, Math.Max(done, _total), Pace: step.Step.SecondsPerIteration, Message: message), preview);
        _state.SaveNowAndThen(done);
    }

    private static byte[] Preview(string sheet)
    {
        var picture = Picture.Load(sheet);
        return (Math.Max(picture.Width, picture.Height) > PreviewSide ? picture.Resize(PreviewSide) : picture).Encode(".webp");
    }
}
