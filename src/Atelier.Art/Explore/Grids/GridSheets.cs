using System.Globalization;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Grids;

/// <summary>The sheets of a grid: one for each layer, in pages if it is large.</summary>
internal static class GridSheets
{
    private const int CellSide = 256;
    private const int PageSide = 4096; // pixels of cells

    /// <summary>Draws the sheets.</summary>
    /// <param name="plan">The grid.</param>
    /// <param name="picture">The file of a cell's picture, which may be missing.</param>
    /// <returns>Each page with the end of its name: empty for a single one, else <c>-1</c> and so on.</returns>
    public static IEnumerable<(string Suffix, Picture Page)> Draw(GridPlan plan, Func<int, string> picture)
    {
        const int PerPage = PageSide / CellSide;
        var pages = (
            from z in Enumerable.Range(0, plan.Layers.Count)
            from rows in Enumerable.Range(0, plan.Rows.Count).Chunk(PerPage)
            from columns in Enumerable.Range(0, plan.Columns.Count).Chunk(PerPage)
            select (Layer: z, Rows: rows, Columns: columns)).ToList();
        for (var i = 0; i < pages.Count; i++)
        {
            var (z, rows, columns) = pages[i];
            var cells = rows.Select(y => columns.Select(x => Load((((z * plan.Rows.Count) + y) * plan.Columns.Count) + x)).ToArray());
            var title = plan.Layers[z].Length == 0 ? plan.Prompt : $"{plan.Prompt}: {plan.Layers[z]}";
            yield return (
                pages.Count == 1 ? "" : (i + 1).ToString("'-'0", CultureInfo.InvariantCulture),
                LabelledGrid.Draw(
                    [.. cells], [.. columns.Select(x => plan.Columns[x])], [.. rows.Select(y => plan.Rows[y])], title, CellSide));
        }

        Picture? Load(int cell) => File.Exists(picture(cell)) ? Picture.Load(picture(cell)) : null;
    }
}
