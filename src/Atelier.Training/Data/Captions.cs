using System.Text.Json;
using Atelier.Core;
using Atelier.Core.Files;
using CsvHelper;

namespace Atelier.Training.Data;

/// <summary>Captions of pictures in the formats of Hugging Face's ImageFolder: <c>metadata.jsonl</c> or <c>metadata.csv</c> in the folder
/// or a sub-folder, with a path relative to that folder (<c>file_name</c>) and a caption (<c>text</c> or <c>caption</c>); or a <c>.txt</c>
/// file beside each picture.</summary>
internal sealed class Captions
{
    private const string Requirement = "file_name and text (or caption) are needed";
    private static readonly string[] FileKeys = ["file_name", "file"], TextKeys = ["text", "caption"];
    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    private readonly Dictionary<string, string> _captions = [];

    /// <summary>Reads the metadata of a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="pictures">Relative paths of the pictures, with slashes.</param>
    /// <exception cref="DataFormatException">A metadata file is malformed, or none of the pictures has metadata.</exception>
    public Captions(string root, IReadOnlyCollection<string> pictures)
    {
        foreach (var folder in pictures.SelectMany(ParentsOf).Append("").Distinct().OrderBy(folder => folder.Length))
        {
            var (lines, csv) = (Path.Combine(root, folder, "metadata.jsonl"), Path.Combine(root, folder, "metadata.csv"));
            foreach (var (file, caption) in File.Exists(lines) ? FromLines(lines) : File.Exists(csv) ? FromCsv(csv) : [])
            {
                var name = file.Replace('\\', '/');
                _captions[folder + (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name)] = caption;
            }
        }

        if (_captions.Count > 0 && pictures.Count > 0 && !pictures.Any(_captions.ContainsKey))
        {
            throw new DataFormatException(
                $"The metadata of {root} names no picture that is there: '{_captions.Keys.First()}' is its first, " +
                $"'{pictures.First()}' is there.");
        }
    }

    /// <summary>The caption of a picture; empty without one.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="name">Its relative path, with slashes.</param>
    public string Find(string path, string name)
    {
        var textFile = Path.ChangeExtension(path, ".txt");
        return _captions.GetValueOrDefault(name) ?? (File.Exists(textFile) ? TextOf(textFile, "a caption").Trim() : "");
    }

    private static string TextOf(string path, string wanted) =>
        InputFile.IsEmpty(path) ? "" : InputFile.ReadText(path, wanted, (message, inner) => new DataFormatException(message, inner));

    // a/b/c.png -> a/, a/b/
    private static IEnumerable<string> ParentsOf(string name) =>
        Enumerable.Range(0, name.Length).Where(i => name[i] == '/').Select(i => name[..(i + 1)]);

    private static List<(string File, string Caption)> FromCsv(string path)
    {
        var entries = new List<(string File, string Caption)>();
        try
        {
            using var reader = CsvReader.FromFile(path, Csv);
            var (file, caption) = (Column(FileKeys), Column(TextKeys));
            while (reader.Read())
            {
                entries.Add((reader.GetString(file), reader.GetString(caption)));
            }

            return entries;

            int Column(string[] keys)
            {
                string[] headers = [.. reader.Headers.Select(header => header.Trim().ToLowerInvariant())];
                var found = keys.Select(key => Array.IndexOf(headers, key)).FirstOrDefault(index => index >= 0, -1);
                return found >= 0
                    ? found
                    : throw new DataFormatException($"{path} begins with the columns {string.Join(", ", headers)}: {Requirement}.");
            }
        }
        catch (CsvFormatException e)
        {
            throw new DataFormatException(
                $"{path}, line {e.LineNumber}: as many values as in the first line are needed; one with commas or quotes is \"quoted\".",
                e);
        }
    }

    private static List<(string File, string Caption)> FromLines(string path) =>
        [.. TextOf(path, "a list of captions").ReplaceLineEndings("\n").Split('\n').Index()
            .Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line =>
                FromJson(line.Item) ?? throw new DataFormatException($"{path}, line {line.Index + 1}: {Requirement}."))];

    private static (string File, string Caption)? FromJson(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Text(FileKeys) is { } file && Text(TextKeys) is { } caption ? (file, caption) : null;

            string? Text(string[] keys) =>
                keys.Select(key => json.RootElement.TryGetProperty(key, out var value) ? value.GetString() : null)
                    .FirstOrDefault(text => text is not null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
