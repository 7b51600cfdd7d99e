using System.Text;
using Atelier.Core;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Words of other languages in English: <c>starts.languages.txt.gz</c>. A line with a single field begins a language, by its
/// code; each other line is a word and its English, separated by a tab.</summary>
public sealed class Translations
{
    private readonly Dictionary<string, Dictionary<string, string>> _languages;

    private Translations(Dictionary<string, Dictionary<string, string>> languages) => _languages = languages;

    /// <summary>No languages.</summary>
    public static Translations Empty { get; } = new([]);

    /// <summary>The codes of the languages, such as <c>de</c>.</summary>
    public IEnumerable<string> Languages => _languages.Keys;

    /// <summary>The path of the file in a generator's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "starts.languages.txt.gz");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static Translations Read(string path) => CompressedFile.Read(path, stream =>
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var languages = new Dictionary<string, Dictionary<string, string>>();
        var language = new Dictionary<string, string>();
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t');
            if (tab < 0)
            {
                languages[line] = language = [];
            }
            else
            {
                language[line[..tab]] = line[(tab + 1)..];
            }
        }

        return new Translations(languages);
    });

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="languages">By code, the English of the words of each.</param>
    public static void Write(string path, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> languages) =>
        CompressedFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
            foreach (var (code, words) in languages.OrderBy(language => language.Key, StringComparer.Ordinal))
            {
                writer.WriteLine(code);
                foreach (var (word, english) in words.OrderBy(word => word.Key, StringComparer.Ordinal))
                {
                    writer.WriteLine($"{word}\t{english}");
                }
            }
        });

    /// <summary>The English of a word in lower case; null if it is unknown.</summary>
    public string? Find(string language, string word) =>
        _languages.TryGetValue(language, out var words) ? words.GetValueOrDefault(word) : null;
}
