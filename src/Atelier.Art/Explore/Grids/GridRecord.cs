using System.Text.Json;
using Atelier.Art.Imagine;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Explore.Grids;

/// <summary>The file <c>grid.json</c> of a grid's folder: headings, and position and options of every cell.</summary>
internal static class GridRecord
{
    /// <summary>Its name.</summary>
    public const string Name = "grid.json";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes it.</summary>
    /// <param name="folder">The grid's folder.</param>
    /// <param name="plan">The grid.</param>
    public static void Write(string folder, GridPlan plan)
    {
        var cells = plan.Cells.Select(cell =>
            new CellRecord(cell.X, cell.Y, cell.Z, JsonSerializer.Deserialize<JsonElement>(cell.Options.ToJson())));
        AtomicFile.Write(
            Path.Combine(folder, Name),
            JsonSerializer.SerializeToUtf8Bytes(
                new FileRecord("grid", plan.Prompt, plan.Columns, plan.Rows, plan.Layers, [.. cells], plan.IsKeywordComparison), s_json));
    }

    /// <summary>Reads it.</summary>
    /// <param name="folder">The grid's folder.</param>
    /// <exception cref="DataFormatException">It is missing or malformed.</exception>
    public static GridPlan Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{folder}' is no grid: it holds no {Name}.");
        }

        FileRecord? record;
        try
        {
            record = JsonSerializer.Deserialize<FileRecord>(
                InputFile.ReadText(path, "a grid's record", (message, inner) => new DataFormatException(message, inner)), s_json);
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path} is no record of a grid: line {e.LineNumber + 1} is broken.", e);
        }

        return record is not null && IsWhole(record)
            ? new(
                record.Prompt,
                record.Columns,
                record.Rows,
                record.Layers,
                [.. record.Cells.Select(cell =>
                    new GridCell(cell.X, cell.Y, cell.Z, ImagineOptions.FromJson(cell.Options.GetRawText(), path)))],
                record.IsKeywordComparison)
            : throw new DataFormatException($"{path} is no record of a grid: its cells do not fill its columns, rows and layers.");
    }

    private static bool IsWhole(FileRecord record) =>
        record.Cells.Count > 0
            && !record.Cells.Contains(null!)
            && !record.Columns.Concat(record.Rows).Concat(record.Layers).Contains(null!)
            && record.Cells.Select(cell => (cell.Z, cell.Y, cell.X)).SequenceEqual(
                from z in Enumerable.Range(0, record.Layers.Count)
                from y in Enumerable.Range(0, record.Rows.Count)
                from x in Enumerable.Range(0, record.Columns.Count)
                select (z, y, x));

    private sealed record CellRecord(int X, int Y, int Z, JsonElement Options);

    private sealed record FileRecord(
        string Command,
        string Prompt,
        IReadOnlyList<string> Columns,
        IReadOnlyList<string> Rows,
        IReadOnlyList<string> Layers,
        IReadOnlyList<CellRecord> Cells,
        bool IsKeywordComparison);
}
