using System.Globalization;
using System.Text;
using Atelier.Core;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Words of other languages for emoji: <c>starts.languages.txt.gz</c>. A line with a single field begins a language, by its code;
/// each other line is a word, then an emoji's English names, the most fitting first, by their lines in the list that begins the file.
/// </summary>
public sealed class Translations
{
    private readonly IReadOnlyList<string> _names;
    private readonly Dictionary<string, Dictionary<string, string>> _languages;

    private Translations(IReadOnlyList<string> names, Dictionary<string, Dictionary<string, string>> languages) =>
        (_names, _languages) = (names, languages);

    /// <summary>No languages.</summary>
    public static Translations Empty { get; } = new([], []);

    /// <summary>The codes of the languages, such as <c>de</c>.</summary>
    public IEnumerable<string> Languages => _languages.Keys;

    /// <summary>The path of the file in a generator's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "starts.languages.txt.gz");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static Translations Read(string path) => CompressedFile.Read(path, stream =>
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (names, languages) = (new List<string>(), new Dictionary<string, Dictionary<string, string>>());
        while (reader.ReadLine() is { Length: > 0 } name)
        {
            names.Add(name);
        }

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

        return new Translations(names, languages);
    });

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="languages">By code, the words of each with English names.</param>
    public static void Write(
        string path, IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> languages) =>
        CompressedFile.Write(path, stream =>
        {
            string[] names = [.. languages.Values.SelectMany(words => words.Values).SelectMany(found => found).Distinct()
                .Order(StringComparer.Ordinal)];
            var numbers = names.Index().ToDictionary(name => name.Item, name => name.Index);
            using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
            writer.WriteLine(string.Join('\n', names) + "\n");
            foreach (var (code, words) in languages.OrderBy(language => language.Key, StringComparer.Ordinal))
            {
                writer.WriteLine(code);
                foreach (var (word, found) in words.OrderBy(word => word.Key, StringComparer.Ordinal))
                {
                    writer.WriteLine(string.Join('\t', [word, .. found.Select(name => $"{numbers[name]}")]));
                }
            }
        });

    /// <summary>The English names of what a word in lower case means in a language, the most fitting first; empty if it is unknown.
    /// </summary>
    public IReadOnlyList<string> Find(string language, string word) =>
        _languages.TryGetValue(language, out var words) && words.TryGetValue(word, out var found)
            ? [.. found.Split('\t').Select(number => _names[int.Parse(number, CultureInfo.InvariantCulture)])]
            : [];
}
