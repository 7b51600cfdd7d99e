using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>What was understood of a prompt's words.</summary>
/// <param name="Descriptions">The terms of what stands between commas.</param>
internal sealed record PromptReading(IReadOnlyList<IReadOnlyList<Term>> Descriptions)
{
    /// <summary>All terms.</summary>
    public IEnumerable<Term> Terms => Descriptions.SelectMany(terms => terms);

    /// <summary>The words whose meaning is not known, as they were written; those of places and weather are drawn.</summary>
    public IReadOnlyList<string> Unknown =>
    [
        .. Terms.Where(term => !term.IsKnown && !BackdropWords.Contains(term.Written.ToLowerInvariant())).Select(term => term.Written)
            .Distinct(),
    ];

    /// <summary>Whether any word leads to drawings.</summary>
    public bool LeadsAnywhere => Terms.Any(term => term.Leads.Count > 0 && term.Weight > 0);

    /// <summary>Whether a drawing without colours is asked for.</summary>
    public bool NamesGrey => Names(PlainWords.Grey) || (Names(PlainWords.Icon) && !Names(PlainWords.Coloured));

    /// <summary>Whether a manner of drawing is asked for.</summary>
    public bool NamesStyle => Terms.Any(term => term.Kind == TermKind.Style);

    /// <summary>The nouns that lead to drawings, and what names a manner of drawing: as written, or what a word stands for.</summary>
    public IReadOnlyList<string> Known => [.. Descriptions.SelectMany(Joined).Distinct()];

    /// <summary>The prompt in words that the drawings have; in plain words (<see cref="Paraphrase"/>) where none is replaced.</summary>
    /// <param name="written">The prompt as it was written.</param>
    public string Say(string written) => Terms.All(term => term.Reading == term.Written) ? Paraphrase.Plain(written)
        : string.Join(", ", Descriptions
            .Select(terms => string.Join(' ', WithoutRepeats(terms.Select((_, i) => Reading(terms, i)).Where(said => said.Length > 0))))
            .Where(said => said.Length > 0)) is { Length: > 0 } said ? said : written;

    /// <summary>How well each drawing shows the words, in the bank's order: the sum over all terms of weight and nearness.</summary>
    public double[] Scores(WordIndex index)
    {
        var scores = new double[index.Words.Shows.Count];
        foreach (var term in Terms.Where(term => term.Weight > 0 && term.Leads.Count > 0))
        {
            var least = Enumerable.Repeat(1.0, scores.Length).ToArray();
            foreach (var (word, distance) in term.Leads)
            {
                foreach (var (i, cost) in index.Costs(word).Index())
                {
                    least[i] = Math.Min(least[i], cost + distance);
                }
            }

            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] += term.Weight * (1 - least[i]);
            }
        }

        return scores;
    }

    private bool Names(FrozenSet<string> words) =>
        Terms.Any(term => term.Written.ToLowerInvariant().Split(' ').Any(words.Contains));

    // with the article of what follows: a knapsack is a backpack, an omnibus a bus
    private static string Reading(IReadOnlyList<Term> terms, int i) =>
        terms[i].Written is "a" or "an" && i + 1 < terms.Count && terms[i + 1] is { Name: [var first, ..] }
            ? "aeiou".Contains(first) ? "an" : "a"
            : terms[i].Reading;

    // a Hogwarts castle is a castle
    private static IEnumerable<string> WithoutRepeats(IEnumerable<string> words)
    {
        var last = "";
        foreach (var word in words.Where(word => word != last || char.IsDigit(word[0])))
        {
            last = word;
            yield return word;
        }
    }

    // the words of a style belong together: pencil sketch
    private static IEnumerable<string> Joined(IReadOnlyList<Term> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].Kind == TermKind.Style)
            {
                var from = i;
                while (i + 1 < terms.Count && terms[i + 1].Kind == TermKind.Style)
                {
                    i++;
                }

                yield return string.Join(' ', terms.Skip(from).Take(i + 1 - from).Select(term => term.Written));
            }
            else if (terms[i].Kind == TermKind.Noun && terms[i].Leads.Count > 0 && terms[i].Weight > 0)
            {
                yield return terms[i].IsKnown ? terms[i].Reading : terms[i].Leads[0].Word;
            }
        }
    }
}
