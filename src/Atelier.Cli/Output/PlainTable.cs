using System.Text;

namespace Atelier.Cli.Output;

/// <summary>Tables as plain text: columns as wide as their longest cell, two spaces apart, without frame or colours.</summary>
internal static class PlainTable
{
    /// <summary>Formats a table, one line per row.</summary>
    public static string Format(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
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
