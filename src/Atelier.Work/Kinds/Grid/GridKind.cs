using Atelier.Work.Kinds.Imagine;

namespace Atelier.Work.Kinds.Grid;

/// <summary>Pictures along axes: a sheet, and every cell as a picture of its own.</summary>
public sealed class GridKind() : JobKind<GridInput>("grid", "Compares pictures along axes: words of the prompt, or options.")
{
    /// <inheritdoc/>
    protected override bool UsesCache => true;

    /// <inheritdoc/>
    protected override Completed Plan(GridInput input, int index)
    {
        input = input with
        {
            Model = ModelNames.Require(input.Model, "vqgan"),
            Clip = [.. input.Clip.Select(name => ModelNames.Require(name, "clip"))],
            Seed = JobSeed.Resolve(input.Seed, index),
        };
        var plan = GridPlanning.Plan(input);
        return new(
            input, [], [.. input.Clip, .. plan.Cells.Select(cell => cell.Options.Model).Distinct()],
            plan.Cells.Sum(cell => cell.Options.Iterations ?? Generators.Iterations(cell.Options.Model)));
    }

    /// <inheritdoc/>
    protected override JobResult Run(GridInput input, JobRun run)
    {
        var grid = new GridProgress(run, GridPlanning.Plan(input));
        grid.Run();
        var cells = grid.Made;
        return new(
            [.. grid.Sheets(), .. cells.Select(grid.Output)],
            InputJson.ToElement(input),
            cells.Count == grid.Plan.Cells.Count ? $"{cells.Count} pictures" : $"{cells.Count} of {grid.Plan.Cells.Count} pictures"
                + (grid.Error is { } error ? $"; {error.Message}" : ""));
    }
}
