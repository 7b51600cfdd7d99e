using Atelier.Art.Imagine;
using Atelier.Core;

namespace Atelier.Art.Explore.Grids;

/// <summary>A cell of a grid.</summary>
/// <param name="X">Its column.</param>
/// <param name="Y">Its row.</param>
/// <param name="Z">Its layer.</param>
/// <param name="Options">Its picture's options.</param>
public sealed record GridCell(int X, int Y, int Z, ImagineOptions Options);

/// <summary>A grid of pictures along one to three axes.</summary>
/// <param name="Prompt">The prompt, with slots.</param>
/// <param name="Columns">The headings of the columns.</param>
/// <param name="Rows">The headings of the rows; one empty heading if there is no such axis.</param>
/// <param name="Layers">The headings of the layers, likewise.</param>
/// <param name="Cells">Its cells: layer by layer, row by row.</param>
/// <param name="IsKeywordComparison">Whether it is a <see cref="KeywordComparison"/>.</param>
public sealed record GridPlan(
    string Prompt,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Layers,
    IReadOnlyList<GridCell> Cells,
    bool IsKeywordComparison = false)
{
    private const int MostCells = 2000;

    /// <summary>Changes an option by its name and value.</summary>
    /// <exception cref="AtelierException">There is no such option, or the value is wrong.</exception>
    public delegate ImagineOptions ChangeOption(ImagineOptions options, string name, string value);

    /// <summary>Plans a grid.</summary>
    /// <param name="options">Options of all cells; the prompt has slots.</param>
    /// <param name="axes">The axes x, y and z; null for those that were not given. Alternatives in the prompt take the free ones.</param>
    /// <param name="change">Changes an option.</param>
    /// <exception cref="AtelierException">A slot or an axis cannot be used, or there are too many cells.</exception>
    public static GridPlan Create(ImagineOptions options, IReadOnlyList<GridAxis?> axes, ChangeOption change)
    {
        var template = PromptTemplate.Parse(options.Prompt);
        var all = axes.ToArray();
        if (all.OfType<GridAxis>().GroupBy(axis => axis.Name).FirstOrDefault(axis => axis.Count() > 1) is { Key: var twice })
        {
            throw new OptionException($"Two axes of the grid give values to {twice}: one of them is enough.");
        }

        int[] axisOfSlot = [.. template.Slots.Select(slot => Assign(slot, all))];
        if (all.All(axis => axis is null))
        {
            throw new OptionException(
                "A grid needs an axis: alternatives in the prompt such as {wooden|golden}, or an option such as seed=1,2,3.");
        }

        var sizes = all.Select(axis => axis?.Values.Count ?? 1).ToArray();
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        if (count > MostCells)
        {
            throw new OptionException($"A grid of {string.Join(" × ", sizes)} has {count} cells; at most {MostCells} are possible.");
        }

        var cells = from z in Enumerable.Range(0, sizes[2])
                    from y in Enumerable.Range(0, sizes[1])
                    from x in Enumerable.Range(0, sizes[0])
                    select new GridCell(x, y, z, Cell([x, y, z]));
        return new(options.Prompt, Headings(0), Headings(1), Headings(2), [.. cells]);

        ImagineOptions Cell(int[] at)
        {
            var cell = options with { Prompt = template.Fill([.. axisOfSlot.Select(axis => all[axis]!.Values[at[axis]])]) };
            for (var i = 0; i < all.Length; i++)
            {
                cell = IsOption(i) ? change(cell, all[i]!.Name, all[i]!.Values[at[i]]) : cell;
            }

            return cell.Validate();
        }

        bool IsOption(int axis) => all[axis] is not null && !axisOfSlot.Contains(axis);

        string[] Headings(int axis) => all[axis] is { } given
            ? [.. given.Values.Select((_, i) => given.Label(i, IsOption(axis)))]
            : [""];
    }

    // the axis of a slot; alternatives take the first that is free
    private static int Assign(string slot, GridAxis?[] axes)
    {
        if (GridAxis.OfSlot(slot) is not { } own)
        {
            var named = Array.FindIndex(axes, axis => axis?.Name == slot);
            return named >= 0 ? named
                : throw new OptionException(
                    $"No axis gives values to {{{slot}}}: {slot}=first,second or {slot}=@file.txt does, or {{@list}} with a list's name.");
        }

        var free = Array.IndexOf(axes, null);
        if (free < 0)
        {
            throw new OptionException($"There is no axis left for {{{slot}}}: a grid has three.");
        }

        axes[free] = own;
        return free;
    }
}
