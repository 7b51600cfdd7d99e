using Atelier.Glyphs.Sources;

namespace Atelier.Glyphs.Words;

/// <summary>How far English words are from words that drawings have. Between nouns it is the distance of Jiang and Conrath (1997),
/// IC(a) + IC(b) - 2 IC(their common hypernym), with the intrinsic information content of Seco, Veale and Hayes (2004), IC(c) = 1 -
/// log(hyponyms of c + 1) / log(nouns): synonyms are at 0, siblings of a narrow kind near, of a wide kind far.</summary>
internal sealed class WordDistances
{
    /// <summary>The largest distance that is kept.</summary>
    public const double Farthest = 0.9;

    private const int Kept = 16;              // nearest words of each word
    private const int Senses = 4;             // of a word that count; later ones are rare
    private const double SenseCost = 0.12;    // for each sense before
    private const double DerivedCost = 0.1;   // wooden, wood
    private const double SimilarCost = 0.25;  // of adjectives
    private const double PartCost = 0.4;      // petal, flower
    private const double WidestKind = 0.3;    // information content below which a kind says nothing: artefact, animal, thing


    private static readonly string[] UpSymbols = ["@", "@i"];
    private static readonly string[] PartSymbols = ["#p", "#m", "#s", "%m"];
    private static readonly string[] DerivedSymbols = ["+", "\\", "="];

    private readonly WordNet _wordNet;
    private readonly IReadOnlyDictionary<string, (double Cost, IReadOnlyList<int> Fields)> _anchors;
    private readonly Dictionary<string, double> _content = [];
    private readonly Dictionary<string, List<(string Word, double Cost)>> _below = [];
    private readonly Dictionary<string, List<(string Word, double Distance)>> _near = [];

    /// <param name="wordNet">The relations.</param>
    /// <param name="anchors">The words that drawings have: what it costs to go by each, and the fields of <see cref="Synset"/> it is
    /// expected in.</param>
    public WordDistances(WordNet wordNet, IReadOnlyDictionary<string, (double Cost, IReadOnlyList<int> Fields)> anchors)
    {
        (_wordNet, _anchors) = (wordNet, anchors);
        MeasureContent();
        foreach (var (word, (cost, fields)) in anchors)
        {
            PlaceAnchor(word, cost, fields);
        }

        foreach (var key in _below.Keys.ToList())
        {
            _below[key] = Nearest(_below[key]);
        }
    }

    /// <summary>The words of drawings that are nearest to a word, the nearest first; none if all are too far. An anchor's senses in the
    /// fields that it is expected in count alone: a kite is a toy, not a cheque.</summary>
    public IReadOnlyList<(string Word, double Distance)> Near(string word)
    {
        var found = new List<(string Word, double Distance)>();
        var fields = _anchors.TryGetValue(word, out var anchor) ? anchor.Fields : [];
        foreach (var part in "nvar")
        {
            var senses = _wordNet.Senses.GetValueOrDefault((part, word), []).Take(Senses).Index().ToArray();
            var meant = senses.Where(sense => fields.Contains(_wordNet.Synsets[sense.Item].Field)).ToArray();
            foreach (var (rank, key) in meant.Length > 0 ? meant : senses)
            {
                found.AddRange(NearSynset(key).Select(near => (near.Word, near.Distance + (rank * SenseCost))));
            }
        }

        return [.. Nearest(found.Where(near => near.Word != word)).Where(near => near.Distance <= Farthest)];
    }

    private List<(string Word, double Distance)> NearSynset(string key)
    {
        if (_near.TryGetValue(key, out var known))
        {
            return known;
        }

        var synset = _wordNet.Synsets[key];
        var found = NearKinds(key).ToList();
        _near[key] = found; // ends circles
        found.AddRange(Through(DerivedSymbols, DerivedCost));
        found.AddRange(Through(PartSymbols, PartCost));
        found.AddRange(Through(["&"], SimilarCost));
        return _near[key] = Nearest(found);

        IEnumerable<(string, double)> Through(string[] symbols, double cost) =>
            synset.Pointers.Where(pointer => symbols.Contains(pointer.Symbol))
                .SelectMany(pointer => NearKinds(pointer.Target).Select(near => (near.Word, near.Distance + cost)));
    }

    // over all kinds that a noun belongs to; of other words, the anchors themselves
    private IEnumerable<(string Word, double Distance)> NearKinds(string key) => key[0] != 'n'
        ? _below.GetValueOrDefault(key, []).Select(anchor => (anchor.Word, anchor.Cost))
        : Kinds(key).Where(kind => kind == key || _content[kind] >= WidestKind).SelectMany(kind => _below.GetValueOrDefault(kind, [])
            .Select(anchor => (anchor.Word, anchor.Cost + _content[key] - (2 * _content[kind]))));

    private void PlaceAnchor(string word, double cost, IReadOnlyList<int> fields)
    {
        foreach (var part in "nva")
        {
            var senses = _wordNet.Senses.GetValueOrDefault((part, word), []);
            var key = senses.Take(Senses).FirstOrDefault(sense => fields.Contains(_wordNet.Synsets[sense].Field))
                ?? senses.FirstOrDefault();
            if (key is null)
            {
                continue;
            }

            var content = part == 'n' ? _content[key] : 0;
            foreach (var kind in part == 'n' ? Kinds(key) : [key])
            {
                (_below.TryGetValue(kind, out var below) ? below : _below[kind] = []).Add((word, cost + content));
            }

            if (fields.Contains(NounField.Animal) && _wordNet.Synsets[key].Field == NounField.Animal)
            {
                return; // to dog is to tail
            }
        }
    }

    /// <summary>The information content of a noun's set, 0 for the widest to 1.</summary>
    public double ContentOf(string key) => _content[key];

    /// <summary>A noun's set and all its hypernyms.</summary>
    public HashSet<string> Kinds(string key)
    {
        HashSet<string> kinds = [key];
        var open = new Stack<string>(kinds);
        while (open.TryPop(out var at))
        {
            foreach (var (symbol, target) in _wordNet.Synsets[at].Pointers)
            {
                if (UpSymbols.Contains(symbol) && kinds.Add(target))
                {
                    open.Push(target);
                }
            }
        }

        return kinds;
    }

    private void MeasureContent()
    {
        string[] nouns = [.. _wordNet.Synsets.Keys.Where(key => key[0] == 'n')];
        var hyponyms = new Dictionary<string, int>();
        foreach (var kind in nouns.SelectMany(noun => Kinds(noun).Where(kind => kind != noun)))
        {
            hyponyms[kind] = hyponyms.GetValueOrDefault(kind) + 1;
        }

        foreach (var noun in nouns)
        {
            _content[noun] = 1 - (Math.Log(hyponyms.GetValueOrDefault(noun) + 1) / Math.Log(nouns.Length));
        }
    }

    private static List<(string Word, double Distance)> Nearest(IEnumerable<(string Word, double Distance)> words) =>
    [
        .. words.GroupBy(near => near.Word).Select(near => (near.Key, near.Min(one => one.Distance)))
            .OrderBy(near => near.Item2).ThenBy(near => near.Key, StringComparer.Ordinal).Take(Kept),
    ];
}
