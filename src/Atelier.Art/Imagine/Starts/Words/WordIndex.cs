namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Which drawings a word leads to, and how well each shows it: at a cost from 0, the drawing's name, to 1, nothing. An index
/// holds names, their heads ("apple" of "red apple") and other words, and tags.</summary>
public sealed class WordIndex
{
    private const double HeadCost = 0.06;   // a red apple for an apple
    private const double OpaqueCost = 0.3;  // a hot dog for a dog
    private const double PartCost = 0.2;    // a sun behind a rain cloud for rain
    private const double TagCost = 0.24;
    private const double LooseCost = 0.36;
    private const double RankCost = 0.006;  // of each tag before
    private const double LargestRank = 0.06;
    private const double ClipArtCost = 0.15; // of drawings with tags of their own, whose quality is uneven: emoji come first
    private const double InsideGain = 0.12; // a cityscape for a city: the tag is part of the name
    private const int ShortestInside = 3;   // letters

    private static readonly HashSet<string> Prepositions =
    [
        "with", "without", "of", "in", "on", "behind", "over", "at", "to", "from", "facing", "wearing", "and", "pointing",
    ];

    // of a kind that nobody means by the noun alone
    private static readonly HashSet<string> Peculiar =
    [
        "fish cake with swirl", "moon cake", "rice cracker", "rice ball", "mirror ball", "crystal ball", "confetti ball", "pool 8 ball",
        "diya lamp", "mouse trap", "palm tree", "christmas tree", "tanabata tree",
    ];

    // drawings of something else: a heart
    private static readonly HashSet<string> Misspelt = ["hearth"];

    private static readonly HashSet<string> People = ["person", "man", "woman", "people", "men", "women"];

    private readonly Dictionary<string, Dictionary<int, double>> _concepts = []; // by word, the cost of each concept
    private readonly Dictionary<string, Dictionary<int, double>> _drawings = []; // and of single drawings

    private readonly HashSet<int> _untrained; // concepts

    /// <param name="words">The words of the drawings.</param>
    public WordIndex(StartWords words)
    {
        Words = words;
        var untrained = words.Untrained.ToHashSet();
        _untrained = [.. words.Concepts.Index().Where(concept => untrained.Contains(concept.Item)).Select(concept => concept.Index)];
        foreach (var (concept, name) in words.Concepts.Index().Where(concept => !Misspelt.Contains(concept.Item)))
        {
            var tagged = Peculiar.Contains(name) ? "" : name;
            Add(_concepts, concept, tagged, words.Tags[concept], TagCost);
            Add(_concepts, concept, tagged, words.LooseTags[concept], LooseCost);
            Offer(_concepts, name, concept, 0);
            var isPlain = !IsPersonWith(name) && !IsForbidden(name) && !Peculiar.Contains(name);
            Offer(_concepts, words.Heads[concept], concept, isPlain ? HeadCost : PartCost);
            foreach (var part in name.Split(' ', '-', ':').Where(part => part.Length > 2 && !Prepositions.Contains(part)))
            {
                Offer(_concepts, part, concept, words.Heads[concept].Length > 0 ? PartCost : OpaqueCost);
            }
        }

        foreach (var (drawing, tags) in words.OwnTags)
        {
            Add(_drawings, drawing, words.Concepts[words.Shows[drawing]], tags, TagCost);
        }
    }

    /// <summary>What the drawings show.</summary>
    public StartWords Words { get; }

    /// <summary>All words, with the least cost of each.</summary>
    public IEnumerable<(string Word, double Cost)> Keys => _concepts.Concat(_drawings)
        .GroupBy(pair => pair.Key, (word, pairs) => (word, pairs.Min(pair => pair.Value.Values.Min())));

    /// <summary>Whether a word in lower case leads to a drawing.</summary>
    public bool Contains(string word) => _concepts.ContainsKey(word) || _drawings.ContainsKey(word);

    /// <summary>Whether a word is the whole name of a concept.</summary>
    public bool IsName(string word) => _concepts.TryGetValue(word, out var found) && found.Values.Min() == 0;

    /// <summary>Whether a word is a name or part of one, and no tag alone.</summary>
    internal bool IsInNames(string word) => _concepts.TryGetValue(word, out var found) && found.Values.Min() <= PartCost;

    /// <summary>Whether a word is in names, and only in those of concepts that a small CLIP was not trained on.</summary>
    internal bool IsUntrained(string word) => IsInNames(word) && _concepts[word].All(pair => pair.Value > PartCost
        || _untrained.Contains(pair.Key));

    /// <summary>Whether a drawing is clip art, which has tags of its own; the others are emoji.</summary>
    internal bool IsClipArt(int drawing) => Words.OwnTags.ContainsKey(drawing);

    /// <summary>The name of what a drawing shows.</summary>
    internal string NameOf(int drawing) => Words.Concepts[Words.Shows[drawing]];

    /// <summary>The cost of a word for each drawing, in the bank's order; infinite where the drawing lacks it.</summary>
    public double[] Costs(string word)
    {
        var concepts = _concepts.GetValueOrDefault(word);
        var costs = new double[Words.Shows.Count];
        for (var i = 0; i < costs.Length; i++)
        {
            costs[i] = concepts is not null && concepts.TryGetValue(Words.Shows[i], out var cost) ? cost : double.PositiveInfinity;
        }

        foreach (var (drawing, cost) in _drawings.GetValueOrDefault(word) ?? [])
        {
            costs[drawing] = Math.Min(costs[drawing], cost);
        }

        foreach (var drawing in Words.OwnTags.Keys)
        {
            costs[drawing] += ClipArtCost;
        }

        return costs;
    }

    /// <summary>The noun of a name: "apple" of "red apple", "cup" of "cup with straw".</summary>
    public static string Head(string name)
    {
        string[] words = [.. name.Split(' ').Select(word => word.TrimEnd(':', ','))];
        var end = Array.FindIndex(words, 1, Prepositions.Contains);
        return words[(end < 0 ? words.Length : end) - 1];
    }

    // a person rowing a boat is no boat
    private static bool IsPersonWith(string name) => name.Split(' ') is [var first, .., _] parts && People.Contains(first)
        && parts[1..^1].Any(part => part.EndsWith("ing", StringComparison.Ordinal));

    // no bicycles are no bicycle
    private static bool IsForbidden(string name) => name.StartsWith("no ", StringComparison.Ordinal);

    private static void Add(
        Dictionary<string, Dictionary<int, double>> costs, int index, string name, IReadOnlyList<string> tags, double cost)
    {
        foreach (var (rank, tag) in tags.Index())
        {
            var isInside = tag.Length >= ShortestInside && name.Contains(tag, StringComparison.Ordinal);
            Offer(costs, tag, index, cost + Math.Min(LargestRank, RankCost * rank) - (isInside ? InsideGain : 0));
        }
    }

    private static void Offer(Dictionary<string, Dictionary<int, double>> costs, string word, int index, double cost)
    {
        if (word.Length > 0)
        {
            var own = costs.TryGetValue(word, out var known) ? known : costs[word] = [];
            own[index] = Math.Min(own.GetValueOrDefault(index, double.PositiveInfinity), cost);
        }
    }
}
