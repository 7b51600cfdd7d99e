using System.Globalization;
using System.Text;
using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Reads and writes paintings as JSON, independent of resolution. docs/paint.md describes the format.</summary>
public static class StrokeFile
{
    private const string Format = "atelier-strokes";
    private const int LargestCount = 2_000_000;

    /// <summary>The numbers of a stroke, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "x", "y", "length", "thickness", "angle", "red", "green", "blue", "level", "mark",
    ];

    /// <summary>Writes a painting; the file appears complete or not at all.</summary>
    public static void Write(string path, Painting painting) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(ToJson(painting)));

    /// <summary>A painting as JSON, one stroke per line.</summary>
    public static string ToJson(Painting painting)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"format\": \"" + Format + "\",\n  \"version\": 1,\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  \"width\": {painting.Width},\n  \"height\": {painting.Height},\n  \"style\": \"{painting.Style.Name}\",\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  \"brushes\": {JsonSerializer.Serialize(painting.BrushFolder)},\n  \"ground\": \"{painting.Ground.ToHex()}\",\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  \"palette\": [{string.Join(", ", painting.Palette.Select(colour => $"\"{colour.ToHex()}\""))}],\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"  \"columns\": [{string.Join(", ", Columns.Select(name => $"\"{name}\""))}],\n  \"strokes\": [");
        for (var i = 0; i < painting.Strokes.Count; i++)
        {
            var s = painting.Strokes[i];
            text.Append(i == 0 ? "\n    " : ",\n    ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"[{s.X:0.#####}, {s.Y:0.#####}, {s.Length:0.#####}, {s.Thickness:0.#####}, {s.Angle:0.####}, {s.Red:0.####}, " +
                $"{s.Green:0.####}, {s.Blue:0.####}, {s.Level}, {s.Mark}]");
        }

        return text.Append("\n  ]\n}\n").ToString();
    }

    /// <summary>Reads a painting.</summary>
    /// <exception cref="DataFormatException">The file is missing or malformed, or a stroke is out of range.</exception>
    public static Painting Read(string path)
    {
        try
        {
            var bytes = InputFile.ReadBytes(path, "a strokes file", (message, inner) => new DataFormatException(message, inner));
            using var json = JsonDocument.Parse(bytes, new() { MaxDepth = 8 });
            return Read(json.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path} is broken JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DataFormatException($"{path} is no strokes file: a value is missing or has the wrong type.", e);
        }
    }

    private static Painting Read(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.String
            || format.GetString() != Format)
        {
            throw new DataFormatException($"{path} is no strokes file: it does not say \"format\": \"{Format}\".");
        }

        int Integer(string name, int largest) => root.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number >= 1
            && number <= largest
            ? number
            : throw new DataFormatException($"{path}: \"{name}\" is missing or not a whole number from 1 to {largest}.");
        string? Text(string name) => !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new DataFormatException($"{path}: \"{name}\" is no text.");

        if (Integer("version", int.MaxValue) != 1)
        {
            throw new DataFormatException($"{path} is of version {Integer("version", int.MaxValue)}; this program reads version 1.");
        }

        if (!root.TryGetProperty("strokes", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > LargestCount)
        {
            throw new DataFormatException($"{path}: \"strokes\" is missing, no list, or of more than {LargestCount} strokes.");
        }

        if (root.TryGetProperty("columns", out var columns) && (columns.ValueKind != JsonValueKind.Array
            || !columns.EnumerateArray().Select(column => column.ToString()).SequenceEqual(Columns)))
        {
            throw new DataFormatException($"{path}: \"columns\" are not {string.Join(", ", Columns)}.");
        }

        var strokes = new List<Stroke>(list.GetArrayLength());
        foreach (var element in list.EnumerateArray())
        {
            strokes.Add(Stroke(element, $"{path}: stroke {strokes.Count + 1}"));
        }

        var palette = root.TryGetProperty("palette", out var colours) && colours.ValueKind == JsonValueKind.Array
            ? colours.EnumerateArray().Select(colour => Colour(colour.ToString(), path)).ToList()
            : [];
        return new(
            Integer("width", 100_000),
            Integer("height", 100_000),
            PaintStyle.FromName(Text("style") ?? "oil"),
            Colour(Text("ground") ?? "#ffffff", path),
            strokes,
            palette) { BrushFolder = Text("brushes") };
    }

    private static Stroke Stroke(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != Columns.Count)
        {
            throw new DataFormatException($"{where} is not a list of {Columns.Count} numbers.");
        }

        Span<float> n = stackalloc float[Columns.Count];
        for (var i = 0; i < n.Length; i++)
        {
            if (element[i].ValueKind != JsonValueKind.Number || !element[i].TryGetSingle(out n[i]) || !float.IsFinite(n[i]))
            {
                throw new DataFormatException($"{where}: {Columns[i]} is no number.");
            }

            var (low, high) = Range(Columns[i]);
            if (n[i] < low || n[i] > high)
            {
                throw new DataFormatException(
                    string.Create(CultureInfo.InvariantCulture, $"{where}: {Columns[i]} is {n[i]}, it must be {low} to {high}."));
            }
        }

        return new(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], (int)n[8], (int)n[9]);
    }

    private static (float Low, float High) Range(string column) => column switch
    {
        "x" or "y" => (-2, 3),
        "length" or "thickness" => (1e-5f, 4),
        "angle" => (-1000, 1000),
        "level" => (0, 30),
        "mark" => (0, 1 << 24),
        _ => (0, 1),
    };

    private static Colour Colour(string hex, string path) =>
        Imaging.Colour.FromHex(hex) ?? throw new DataFormatException($"{path}: '{hex}' is no colour like #c08040.");
}
