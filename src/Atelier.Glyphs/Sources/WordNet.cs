using System.Globalization;
using System.Text;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>A set of synonyms.</summary>
/// <param name="Words">Its words, lower case, with spaces.</param>
/// <param name="Field">The number of its lexicographer file (lexnames(5WN)), of nouns a <see cref="NounField"/>.</param>
/// <param name="Pointers">Its relations to other sets: a symbol (wninput(5WN)) and a key.</param>
internal sealed record Synset(string[] Words, int Field, (string Symbol, string Target)[] Pointers);

/// <summary>WordNet 3.0 (Miller, 1995): synonyms of English words and how they are related. A key is a part of speech (n, v, a, r) and an
/// offset.</summary>
internal sealed class WordNet
{
    private const string Root = "/usr/share/wordnet/";

    private readonly Dictionary<string, Synset> _synsets = [];
    private readonly Dictionary<(char Part, string Word), string[]> _senses = [];
    private readonly Dictionary<(char Part, string Word), int> _counts = [];

    /// <param name="read">The text of a file by its name, such as <c>data.noun</c> (wndb(5WN)).</param>
    public WordNet(Func<string, string> read)
    {
        foreach (var (name, part) in new[] { ("noun", 'n'), ("verb", 'v'), ("adj", 'a'), ("adv", 'r') })
        {
            foreach (var line in Lines(read($"data.{name}")))
            {
                AddSynset(line, part);
            }

            foreach (var line in Lines(read($"index.{name}")))
            {
                AddSenses(line, part);
            }

            Irregular.AddRange(Lines(read($"{name}.exc")).Select(line => line.Split(' ')).Where(words => words.Length > 1)
                .Select(words => (words[0].Replace('_', ' '), words[1].Replace('_', ' '))));
        }

        foreach (var line in Lines(read("cntlist.rev")))
        {
            AddCount(line);
        }
    }

    /// <summary>Its package.</summary>
    public static DebianPackage Package { get; } = new(
        "wordnet-base", "3.0-37", "pool/main/w/wordnet", "61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752");

    /// <summary>All sets of synonyms by key.</summary>
    public IReadOnlyDictionary<string, Synset> Synsets => _synsets;

    /// <summary>The keys of each word's senses, the most frequent first.</summary>
    public IReadOnlyDictionary<(char Part, string Word), string[]> Senses => _senses;

    /// <summary>Irregular forms with their base forms: mice, mouse.</summary>
    public List<(string Form, string Base)> Irregular { get; } = [];

    /// <summary>Reads the fetched package.</summary>
    public static WordNet Read(string package)
    {
        var files = DebianPackage.Read(package, name => name.Contains(Root, StringComparison.Ordinal))
            .ToDictionary(file => file.Key[(file.Key.LastIndexOf('/') + 1)..], file => file.Value);
        return new(name => Encoding.UTF8.GetString(files[name]));
    }

    /// <summary>How often a word has a part of speech in the texts that were tagged by hand.</summary>
    public int Count(char part, string word) => _counts.GetValueOrDefault((part, word));

    /// <summary>Whether a word is the Latin name of a genus or a family.</summary>
    public bool IsTaxon(string word)
    {
        var at = _senses.GetValueOrDefault(('n', word), []).FirstOrDefault();
        while (at is not null && !_synsets[at].Words.Contains("taxonomic group"))
        {
            at = _synsets[at].Pointers.FirstOrDefault(pointer => pointer.Symbol == "@").Target;
        }

        return at is not null;
    }

    // the licence before the data is indented by spaces
    private static IEnumerable<string> Lines(string text) => text.Split('\n').Where(line => line.Length > 0 && line[0] != ' ');

    // 02084071 05 n 03 dog 0 domestic_dog 0 Canis_familiaris 0 023 @ 02083346 n 0000 … | a member of the genus Canis …
    private void AddSynset(string line, char part)
    {
        var fields = line.Split(' ');
        var words = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var at = 4 + (2 * words);
        var pointers = new (string, string)[int.Parse(fields[at], CultureInfo.InvariantCulture)];
        for (var i = 0; i < pointers.Length; i++)
        {
            var from = at + 1 + (4 * i);
            pointers[i] = (fields[from], Key(fields[from + 2][0], fields[from + 1]));
        }

        _synsets[Key(part, fields[0])] = new(
            [.. Enumerable.Range(0, words).Select(i => Word(fields[4 + (2 * i)]))],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            pointers);
    }

    // dog n 7 5 @ ~ #m #p %p 7 1 02084071 10114209 …
    private void AddSenses(string line, char part)
    {
        var fields = line.TrimEnd().Split(' ');
        var senses = int.Parse(fields[2], CultureInfo.InvariantCulture);
        _senses[(part, Word(fields[0]))] = [.. fields[^senses..].Select(offset => Key(part, offset))];
    }

    // dog%1:05:00:: 1 42
    private void AddCount(string line)
    {
        var (percent, fields) = (line.LastIndexOf('%'), line.Split(' '));
        var key = ("nvara"[line[percent + 1] - '1'], Word(line[..percent]));
        _counts[key] = _counts.GetValueOrDefault(key) + int.Parse(fields[2], CultureInfo.InvariantCulture);
    }

    // satellite adjectives (s) are numbered with the others
    private static string Key(char part, string offset) => $"{(part == 's' ? 'a' : part)}{offset}";

    // galore(ip): the mark tells where an adjective stands
    private static string Word(string written)
    {
        var bracket = written.IndexOf('(');
        return (bracket > 0 ? written[..bracket] : written).Replace('_', ' ').ToLowerInvariant();
    }
}
