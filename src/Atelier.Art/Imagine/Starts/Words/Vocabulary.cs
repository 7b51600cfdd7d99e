using System.Globalization;
using System.Text;
using Atelier.Core;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>An English word of the <see cref="Vocabulary"/>.</summary>
/// <param name="Parts">Its parts of speech, the most frequent first: n, v, a, r.</param>
/// <param name="Near">Words that drawings have, the nearest first, with their distances: 0 for synonyms, about 0.6 for a kind of the same
/// kind.</param>
public sealed record VocabularyWord(string Parts, IReadOnlyList<(string Word, double Distance)> Near);

/// <summary>English words and how far they are from words that drawings have: <c>starts.vocabulary.txt.gz</c>. Each line is a word, its
/// parts of speech, and words with distances in hundredths, separated by tabs: <c>terrier n dog:17</c>.</summary>
public sealed class Vocabulary
{
    private readonly Dictionary<string, string> _lines;

    private Vocabulary(Dictionary<string, string> lines) => _lines = lines;

    /// <summary>A vocabulary without words.</summary>
    public static Vocabulary Empty { get; } = new([]);

    /// <summary>The number of words.</summary>
    public int Count => _lines.Count;

    /// <summary>All words.</summary>
    public IEnumerable<string> Words => _lines.Keys;

    /// <summary>The path of the file in a generator's folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "starts.vocabulary.txt.gz");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static Vocabulary Read(string path) => new(CompressedFile.Read(path, stream =>
    {
        var lines = new Dictionary<string, string>();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t');
            lines[line[..(tab < 0 ? throw new FormatException($"'{line}' is no word with parts of speech") : tab)]] = line[(tab + 1)..];
        }

        return lines;
    }));

    /// <summary>Writes a file; the words are sorted.</summary>
    public static void Write(string path, IEnumerable<(string Word, VocabularyWord Entry)> words) => CompressedFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var (word, entry) in words.OrderBy(word => word.Word, StringComparer.Ordinal))
        {
            writer.WriteLine(string.Join('\t', [word, entry.Parts, .. entry.Near.Select(near => string.Create(
                CultureInfo.InvariantCulture, $"{near.Word}:{near.Distance * 100:F0}"))]));
        }
    });

    /// <summary>A word in lower case, or words separated by spaces; null if the vocabulary lacks it.</summary>
    public VocabularyWord? Find(string word)
    {
        if (!_lines.TryGetValue(word, out var line))
        {
            return null;
        }

        var fields = line.Split('\t');
        return new(fields[0], [.. fields.Skip(1).Select(near => (
            near[..near.LastIndexOf(':')], int.Parse(near[(near.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture) / 100.0))]);
    }
}
