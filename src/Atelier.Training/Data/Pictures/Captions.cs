using System.Text.Json;
using Atelier.Core;

namespace Atelier.Training.Data;

/// <summary>The words beside pictures in a folder: <c>metadata.jsonl</c> (<c>file_name</c> and <c>text</c> or <c>caption</c>), <c>metadata.csv</c> (file, caption), or a
/// <c>.txt</c> of the picture's name.</summary>
internal sealed class Captions
{
    private readonly Dictionary<string, string> _listed = [];

    public Captions(string folder)
    {
        var (lines, csv) = (Path.Combine(folder, "metadata.jsonl"), Path.Combine(folder, "metadata.csv"));
        if (File.Exists(lines))
        {
            foreach (var (line, number) in File.ReadLines(lines).Select((line, i) => (line, i + 1)).Where(entry => entry.line.Length > 0))
            {
                var (file, caption) = FromJson(line) ?? throw new UserException($"{lines}, line {number}: a file_name and a text are needed.");
                _listed[file] = caption;
            }
        }
        else if (File.Exists(csv))
        {
            foreach (var (line, number) in File.ReadLines(csv).Select((line, i) => (line, i + 1)).Skip(1).Where(entry => entry.line.Length > 0))
            {
                var at = line.IndexOf(',', StringComparison.Ordinal);
                var (file, caption) = at > 0 ? (line[..at], line[(at + 1)..]) : throw new UserException($"{csv}, line {number}: a file and a caption are needed, with a comma between.");
                _listed[file.Trim('"')] = Unquoted(caption);
            }
        }
    }

    /// <summary>The words of a picture; none where there are none.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="name">Its name below the folder, with slashes.</param>
    public string Of(string path, string name)
    {
        var beside = Path.ChangeExtension(path, ".txt");
        return _listed.GetValueOrDefault(name) ?? (File.Exists(beside) ? File.ReadAllText(beside).Trim() : "");
    }

    private static (string File, string Caption)? FromJson(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            return entry.TryGetProperty("file_name", out var file) && (entry.TryGetProperty("text", out var text) || entry.TryGetProperty("caption", out text))
                ? (file.GetString()!, text.GetString()!)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Unquoted(string value) => value is ['"', .., '"'] ? value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : value;
}
