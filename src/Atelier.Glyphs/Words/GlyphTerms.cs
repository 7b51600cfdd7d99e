using Atelier.Core;
using Atelier.Glyphs.Sources;

namespace Atelier.Glyphs.Words;

/// <summary>What a word is to a drawing.</summary>
public enum TermRole
{
    /// <summary>Its name.</summary>
    Name,

    /// <summary>A synonym of its name in the sense that is meant, by WordNet.</summary>
    Synonym,

    /// <summary>A wider word, such as fruit for an apple: a hypernym, or the noun of a name of several words.</summary>
    Kind,

    /// <summary>A narrower word that has no drawing of its own, a hyponym such as terrier for a dog.</summary>
    Narrow,

    /// <summary>A tag that fits.</summary>
    Tag,

    /// <summary>A tag that has only to do with it.</summary>
    Loose,
}

/// <summary>A word for a drawing.</summary>
/// <param name="Word">In lower case, with spaces.</param>
/// <param name="Role">What it is to the drawing.</param>
public readonly record struct GlyphTerm(string Word, TermRole Role);

/// <summary>All words for each drawing: its name and tags, and WordNet's synonyms, hypernyms and hyponyms of the sense that is meant.
/// A share of the synonyms that are neither names nor tags is held out (<see cref="GlyphSplit.IsHeldOutWord"/>): no term contains
/// them, so that they test what a model makes of words it never saw.</summary>
public sealed class GlyphTerms
{
    private const int Senses = 4;             // of a name that may be meant; later ones are rare
    private const double WidestKind = 0.3;    // information content of the widest hypernym: below, a kind says nothing
    private const int NarrowWords = 16;       // of a concept
    private const double Familiarity = 0.1;   // by which a word comes first for each doubling of its count
    private const int LongestPhrase = 4;      // words of a held-out synonym

    // skulls, ghosts and robots
    private static readonly int[] OtherFields = [NounField.Person, NounField.Body, NounField.Artefact];

    private readonly WordNet _wordNet;
    private readonly Dictionary<string, string?> _senses;                  // the meant noun set of each concept
    private readonly Dictionary<int, GlyphTerm[]> _terms = [];             // by row
    private readonly Dictionary<int, HashSet<string>> _words = [];         // by row
    private readonly HashSet<string> _heldOut = [];

    /// <param name="wordNet">The relations of words.</param>
    /// <param name="glyphs">All drawings of the data set, so that what is held out does not depend on those that are used.</param>
    /// <param name="tagsOf">The tags of a drawing, the fitting ones and the others.</param>
    /// <param name="split">What is held out.</param>
    internal GlyphTerms(
        WordNet wordNet,
        IReadOnlyList<Glyph> glyphs,
        Func<Glyph, (IReadOnlyList<string> Fitting, IReadOnlyList<string> Loose)> tagsOf,
        GlyphSplit split)
    {
        _wordNet = wordNet;
        var groups = glyphs.GroupBy(glyph => glyph.Concept).ToDictionary(concept => concept.Key, concept => concept.First().Group);
        _senses = groups.ToDictionary(concept => concept.Key, concept => SenseOf(concept.Key, concept.Value));
        var tags = glyphs.ToDictionary(glyph => glyph.Row, glyph => CleanTags(glyph, tagsOf(glyph)));
        HoldOut(groups.Keys.Concat(tags.Values.SelectMany(words => words).Select(term => term.Word)), split);
        var related = RelatedWords(groups);
        foreach (var glyph in glyphs)
        {
            _terms[glyph.Row] =
            [
                .. related[glyph.Concept].Prepend(new(glyph.Concept, TermRole.Name)).Concat(tags[glyph.Row])
                    .Where(term => !HasHeldOut(term.Word) && GlyphWords.IsFit(term.Word)).DistinctBy(term => term.Word),
            ];
            _words[glyph.Row] = [.. _terms[glyph.Row].Select(term => term.Word)];
        }
    }

    /// <summary>The held-out synonyms of the concepts that have some.</summary>
    public IReadOnlyList<(string Concept, string Synonym)> HeldOut { get; private set; } = [];

    /// <summary>The synonyms among them.</summary>
    public IReadOnlySet<string> HeldOutWords => _heldOut;

    /// <summary>The words for all drawings of a built data set; downloads the packages that are missing, 13 MB.</summary>
    /// <param name="folder">The data set.</param>
    /// <param name="split">What is held out.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="DownloadException">A package cannot be downloaded.</exception>
    /// <exception cref="DataFormatException">The data set is missing or damaged.</exception>
    public static async Task<GlyphTerms> FetchAsync(string folder, GlyphSplit split, CancellationToken cancel = default)
    {
        Glyph[] glyphs = [.. GlyphSet.ReadIndex(folder).Where(glyph => !glyph.IsPictogram)];
        var vocabulary = await GlyphVocabulary.FetchAsync(cancel).ConfigureAwait(false);
        return new(vocabulary.WordNet, glyphs, vocabulary.TagsOf, split);
    }

    /// <summary>The words for a drawing, its name first; a pictogram has its name alone.</summary>
    public IReadOnlyList<GlyphTerm> Of(Glyph glyph) =>
        _terms.GetValueOrDefault(glyph.Row) ?? [new(glyph.Concept, TermRole.Name)];

    /// <summary>Whether a word is one of a drawing's.</summary>
    public bool IsTrue(Glyph glyph, string word) =>
        _words.TryGetValue(glyph.Row, out var words) ? words.Contains(word) : word == glyph.Concept;

    /// <summary>Adjectives of English, the most frequent first, without words that belong to a drawing or are held out.</summary>
    public IEnumerable<string> Adjectives => OfNoDrawing(Frequent('a'));

    /// <summary>Present participles of English verbs, likewise.</summary>
    public IEnumerable<string> Participles
    {
        get
        {
            var irregular = _wordNet.Irregular.Where(pair => pair.Form.EndsWith("ing", StringComparison.Ordinal))
                .DistinctBy(pair => pair.Base).ToDictionary(pair => pair.Base, pair => pair.Form); // getting, dying
            return OfNoDrawing(Frequent('v').Select(verb => irregular.GetValueOrDefault(verb) ?? Participle(verb)));
        }
    }

    /// <summary>Nouns for things, parts and stuff, likewise.</summary>
    public IEnumerable<string> Nouns => OfNoDrawing(Frequent('n').Where(noun =>
        KindOf(noun) is ('n', NounField.Animal or NounField.Plant or NounField.Body or NounField.Artefact or NounField.Food
            or NounField.Substance)));

    /// <summary>Adverbs, likewise.</summary>
    public IEnumerable<string> Adverbs => OfNoDrawing(Frequent('r'));

    /// <summary>Names of countries, cities, rivers and mountains, likewise; in lower case.</summary>
    public IEnumerable<string> PlaceNames => OfNoDrawing(Frequent('n').Where(IsPlaceName));

    private bool IsPlaceName(string word) => _wordNet.Senses.GetValueOrDefault(('n', word), []) is [var first, ..]
        && _wordNet.Synsets[first] is { Field: NounField.Location or NounField.Natural } place
        && place.Pointers.Any(pointer => pointer.Symbol == "@i");

    private IEnumerable<string> Frequent(char part) =>
        _wordNet.Senses.Keys.Where(sense => sense.Part == part).Select(sense => sense.Word)
            .OrderByDescending(word => _wordNet.Count(part, word)).ThenBy(word => word, StringComparer.Ordinal);

    private IEnumerable<string> OfNoDrawing(IEnumerable<string> words)
    {
        var own = _words.Values.SelectMany(terms => terms).ToHashSet();
        return words.Where(word => !own.Contains(word) && !_heldOut.Contains(word) && GlyphWords.IsFit(word));
    }

    private static string Participle(string verb) =>
        verb.EndsWith('e') && !verb.EndsWith("ee", StringComparison.Ordinal) && verb.Length > 2 ? $"{verb[..^1]}ing" : $"{verb}ing";

    /// <summary>Whether a word is mostly a noun for a creature, a plant, something made or natural, or food.</summary>
    public bool IsThing(string word) => KindOf(word) is
        ('n', NounField.Animal or NounField.Person or NounField.Plant or NounField.Artefact or NounField.Natural or NounField.Food);

    /// <summary>The part of speech that a word has most often, n, v, a or r, and the field of a noun's first sense (see
    /// <see cref="Synset"/>).</summary>
    internal (char Part, int Field) KindOf(string word)
    {
        var part = "anvr".Where(part => _wordNet.Senses.ContainsKey((part, word)))
            .OrderByDescending(part => _wordNet.Count(part, word)).FirstOrDefault('n');
        return (part, _wordNet.Senses.GetValueOrDefault(('n', word), []) is [var first, ..] ? _wordNet.Synsets[first].Field : 0);
    }

    private static GlyphTerm[] CleanTags(Glyph glyph, (IReadOnlyList<string> Fitting, IReadOnlyList<string> Loose) tags)
    {
        var clean = GlyphWords.CleanTags(glyph);
        return
        [
            .. clean.Intersect(tags.Fitting).Select(tag => new GlyphTerm(tag, TermRole.Tag)),
            .. clean.Except(tags.Fitting).Select(tag => new GlyphTerm(tag, TermRole.Loose)),
        ];
    }

    // the first sense in a field where names of the group are expected
    private string? SenseOf(string name, int group) => _wordNet.Senses.GetValueOrDefault(('n', name), []).Take(Senses)
        .FirstOrDefault(sense => FieldsOf(group).Contains(_wordNet.Synsets[sense].Field));

    private static int[] FieldsOf(int group) => GlyphVocabulary.Fields.GetValueOrDefault(group, OtherFields);

    private void HoldOut(IEnumerable<string> named, GlyphSplit split)
    {
        var seen = named.SelectMany(Phrases).ToHashSet();
        HeldOut =
        [
            .. _senses.Where(concept => concept.Value is not null)
                .SelectMany(concept => _wordNet.Synsets[concept.Value!].Words.Select(word => (concept.Key, word)))
                .Where(pair => !seen.Contains(pair.word) && split.IsHeldOutWord(pair.word) && IsEnglish(pair.word)),
        ];
        _heldOut.UnionWith(HeldOut.Select(pair => pair.Synonym));
    }

    private bool HasHeldOut(string words) => Phrases(words).Any(_heldOut.Contains);

    private bool IsEnglish(string word) => GlyphWords.IsFit(word) && !_wordNet.IsTaxon(word) && !_wordNet.IsTaxon(word.Split(' ')[0]);

    private static IEnumerable<string> Phrases(string words)
    {
        var parts = words.Split(' ');
        return Enumerable.Range(0, parts.Length).SelectMany(from => Enumerable.Range(1, Math.Min(LongestPhrase, parts.Length - from))
            .Select(length => string.Join(' ', parts[from..(from + length)])));
    }

    // synonyms, hypernyms and hyponyms of each concept
    private Dictionary<string, List<GlyphTerm>> RelatedWords(Dictionary<string, int> groups)
    {
        var distances = new WordDistances(_wordNet, new Dictionary<string, (double, IReadOnlyList<int>)>());
        var narrow = NarrowWordsOf(_senses.Values.OfType<string>().ToHashSet(), distances);
        var related = groups.Keys.ToDictionary(concept => concept, _ => new List<GlyphTerm>());
        foreach (var (concept, terms) in related)
        {
            if (_senses[concept] is { } own)
            {
                terms.AddRange(Terms([own], TermRole.Synonym).Where(term => term.Word != concept));
                terms.AddRange(narrow[own].Select(word => new GlyphTerm(word, TermRole.Narrow)));
            }

            var head = HeadOf(concept, groups[concept]);
            if ((_senses[concept] ?? (head is null ? null : SenseOf(head, groups[concept]))) is { } sense)
            {
                terms.AddRange(Terms(
                    distances.Kinds(sense).Where(kind => kind != _senses[concept] && distances.ContentOf(kind) >= WidestKind),
                    TermRole.Kind));
            }
        }

        return related;
    }

    private IEnumerable<GlyphTerm> Terms(IEnumerable<string> synsets, TermRole role) =>
        synsets.SelectMany(synset => _wordNet.Synsets[synset].Words).Where(IsEnglish).Select(word => new GlyphTerm(word, role));

    // the words whose first sense is below a set, the nearest and most familiar
    private Dictionary<string, string[]> NarrowWordsOf(HashSet<string> sets, WordDistances distances)
    {
        var narrow = sets.ToDictionary(set => set, _ => new List<(string Word, double Distance)>());
        foreach (var ((part, word), senses) in _wordNet.Senses.Where(sense => sense.Key.Part == 'n' && IsEnglish(sense.Key.Word)))
        {
            var above = distances.Kinds(senses[0]).Where(kind => kind != senses[0] && sets.Contains(kind));
            if (!_senses.ContainsKey(word) && above.MaxBy(distances.ContentOf) is { } nearest)
            {
                narrow[nearest].Add((
                    word, distances.ContentOf(senses[0]) - (Familiarity * Math.Log2(1 + _wordNet.Count(part, word)))));
            }
        }

        return narrow.ToDictionary(set => set.Key, string[] (set) =>
            [.. set.Value.OrderBy(word => word.Distance).ThenBy(word => word.Word, StringComparer.Ordinal).Take(NarrowWords)
                .Select(word => word.Word)]);
    }

    // apple of red apple, fox of fox face; null if the group has no such thing
    private string? HeadOf(string concept, int group)
    {
        var head = GlyphWords.Head(concept);
        head = head == "face" && FieldsOf(group).Contains(NounField.Animal) ? concept.Split(' ')[0] : head;
        return SenseOf(head, group) is null ? null : head;
    }
}
