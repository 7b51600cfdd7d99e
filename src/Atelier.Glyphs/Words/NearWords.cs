using Atelier.Glyphs.Sources;

namespace Atelier.Glyphs.Words;

/// <summary>The words of drawings near to an English word in the sense that people mean. WordNet's distances know all senses of a word
/// but not which one is meant; vectors of words know the common sense, but not whether a word is the same or only has to do with it.
/// WordNet names the words, and vectors correct their distances: a mansion is a house rather than a sign of the zodiac.</summary>
internal sealed class NearWords
{
    private const int Kept = 4;              // nearest words of each word
    private const double Least = 0.01;       // of words that do not mean the same
    private const double Alike = 0.45;       // the cosine of words that have to do with each other
    private const double UnlikeCost = 0.8;   // for each unit of cosine below
    private const double AlikeGain = 0.15;   // and above
    private const double LeastLike = 0.5;    // the cosine of names that vectors alone lead to,
    private const double Unsure = 0.56;      // whose distance is at least this, beyond that of words that are known
    private const double VectorScale = 1.2;  // less the cosine

    private readonly WordDistances _distances;
    private readonly WordVectors _vectors;
    private readonly Dictionary<string, float[]?> _ofAnchors = [];
    private readonly List<(string Name, float[] Vector, float[] OfHead)> _names = [];

    /// <param name="distances">WordNet's distances.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="names">The names of drawings, and the noun of each, empty if there is none.</param>
    public NearWords(WordDistances distances, WordVectors vectors, IEnumerable<(string Name, string Head)> names)
    {
        (_distances, _vectors) = (distances, vectors);
        foreach (var (name, head) in names)
        {
            if (vectors.Find(name) is { } ofName && head.Length > 0 && vectors.Find(head) is { } ofHead)
            {
                _names.Add((name, ofName, ofHead));
            }
        }
    }

    /// <summary>The nearest words with their distances, the nearest first; none if all are too far.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="isNoun">Whether it may be a noun; names of drawings of like things are near to nouns.</param>
    public IReadOnlyList<(string Word, double Distance)> Of(string word, bool isNoun)
    {
        var vector = _vectors.Find(word);
        var near = _distances.Near(word).Select(one => (one.Word, Distance: Corrected(vector, one.Word, one.Distance)));
        var alike = vector is not null && isNoun ? Named(word, vector) : [];
        return
        [
            .. near.Concat(alike).GroupBy(one => one.Word).Select(ofWord => ofWord.MinBy(one => one.Distance))
                .OrderBy(one => one.Distance).ThenBy(one => one.Word, StringComparer.Ordinal).Take(Kept)
                .Select(one => (one.Word, Math.Min(one.Distance, WordDistances.Farthest))),
        ];
    }

    // as it is where both mean the same, or a word has no vector
    private double Corrected(float[]? vector, string anchor, double distance)
    {
        var other = _ofAnchors.TryGetValue(anchor, out var known) ? known : _ofAnchors[anchor] = _vectors.Find(anchor);
        var beyond = vector is null || other is null ? 0 : WordVectors.Cosine(vector, other) - Alike;
        return distance == 0 ? 0 : Math.Max(Least, distance - (beyond * (beyond < 0 ? UnlikeCost : AlikeGain)));
    }

    // names that are alike as a whole and by their nouns
    private IEnumerable<(string Word, double Distance)> Named(string word, float[] vector) =>
        from name in _names
        let cosine = WordVectors.Cosine(vector, name.OfHead) is >= (float)LeastLike and var ofHead
            ? Math.Min(ofHead, WordVectors.Cosine(vector, name.Vector)) : 0
        where cosine >= LeastLike && name.Name != word
        select (name.Name, Math.Max(Unsure, VectorScale - cosine));
}
