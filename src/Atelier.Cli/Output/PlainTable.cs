using System.Text;

namespace Atelier.Cli.Output;

/// <summary>A table as plain text: columns at the width of their longest cell, two spaces between, no frame and no colours.</summary>
internal static class PlainTable
{
    /// <summary>The table, a line a row.</summary>
    public static string Of(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        int[] widths = [.. columns.Select((column, i) => rows.Select(row => row[i].Length).Append(column.Length).Max())];
        foreach (var row in rows.Prepend(columns))
        {
            text.AppendLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }

        return text.ToString();
    }
}
