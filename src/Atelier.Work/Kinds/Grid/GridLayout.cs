using System.Globalization;
using System.Text.Json;
using Atelier.Art.Explore.Grids;
using Atelier.Core;

namespace Atelier.Work.Kinds.Grid;

/// <summary>A picture's place in a grid.</summary>
/// <param name="Name">The name of the job's output.</param>
/// <param name="Title">Its words, and what of its options is along an axis.</param>
/// <param name="X">Its column, from 0.</param>
/// <param name="Y">Its row.</param>
/// <param name="Z">Its layer.</param>
public sealed record GridPlace(string Name, string Title, int X, int Y, int Z);

/// <summary>Which picture of a grid stands where.</summary>
/// <param name="Columns">The headings of the columns; one empty heading if there is no such axis.</param>
/// <param name="Rows">The headings of the rows, likewise.</param>
/// <param name="Layers">The headings of the layers, likewise.</param>
/// <param name="Places">The places: layer by layer, row by row.</param>
public sealed record GridLayout(
    IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<string> Layers, IReadOnlyList<GridPlace> Places)
{
    /// <summary>The layout of a job.</summary>
    /// <param name="input">The job's options, as <see cref="GridKind"/> completed them.</param>
    /// <exception cref="AtelierException">A model that the grid compares is no longer there.</exception>
    public static GridLayout Of(JsonElement input)
    {
        var plan = GridPlanning.Plan(InputJson.Read<GridInput>(input, "grid"));
        return new(
            plan.Columns, plan.Rows, plan.Layers,
            [.. plan.Cells.Select((cell, i) => new GridPlace(Name(i), Title(plan, i), cell.X, cell.Y, cell.Z))]);
    }

    /// <summary>The name of the output that is a cell's picture.</summary>
    internal static string Name(int cell) => string.Create(CultureInfo.InvariantCulture, $"picture-{cell + 1:D3}");

    /// <summary>A cell's words, with those headings that are not among them.</summary>
    internal static string Title(GridPlan plan, int cell)
    {
        var at = plan.Cells[cell];
        var headings = new[] { plan.Columns[at.X], plan.Rows[at.Y], plan.Layers[at.Z] };
        var words = string.Join(", ", at.Options.Plan.Texts.Select(prompt => prompt.Subject));
        return string.Join(
            ", ", headings.Where(heading => heading.Length > 0 && !words.Contains(heading, StringComparison.Ordinal)).Prepend(words));
    }
}
