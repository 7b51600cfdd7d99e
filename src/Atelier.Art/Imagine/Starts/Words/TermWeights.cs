using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Weighs the terms of a description, so that a thing counts more than where it is, what it is like, and how it is drawn. The
/// thing is the last noun before the first preposition or participle.</summary>
internal static class TermWeights
{
    private const double Thing = 1;
    private const double Place = 0.5;       // the thing of the next phrase: in a forest
    private const double NextPlace = 0.35;
    private const double Remark = 0.3;      // what follows a comma
    private const double Container = 0.6;   // a bowl of
    private const double Beside = 0.6;      // a noun before the thing: banana temple
    private const double Adjective = 0.25;
    private const double Verb = 0.35;
    private const double Property = 0.05;
    private const double Unsure = 0.5;      // of a word that is not known, and leads to something like it

    /// <summary>The terms with their weights.</summary>
    /// <param name="terms">The terms of a description without commas.</param>
    /// <param name="isFirst">Whether no other description comes before it.</param>
    public static IReadOnlyList<Term> Weigh(IReadOnlyList<Term> terms, bool isFirst)
    {
        var phrases = Phrases(isFirst ? NameStyle(terms) : MarkStyle(terms));
        var (things, next) = (0, Thing);
        var lacksThings = !terms.Any(term => term.Leads.Count > 0 && term.Kind is TermKind.Noun or TermKind.Verb or TermKind.Adjective);
        var weighted = new List<Term>();
        foreach (var (number, phrase) in phrases.Index())
        {
            var head = Head(phrase, lacksThings);
            var holds = head >= 0 && IsContainer(phrase[head].English)
                && number + 1 < phrases.Count && IsOf(phrases[number + 1][0]);
            var share = IsMaterial(phrase) ? Property : !isFirst ? Remark : holds && things == 0 ? Container : next;
            weighted.AddRange(phrase.Select((term, i) => term with { Weight = share * Weight(term, i == head) }));
            if (head >= 0 && !holds)
            {
                things++;
                next = things == 1 ? Place : NextPlace;
            }
        }

        return weighted;
    }

    // a bowl of, the passing of
    private static bool IsContainer(string word) => PlainWords.Containers.Contains(word) || PlainWords.IsParticiple(word);

    private static double Weight(Term term, bool isHead) => (term.IsUnderstood ? 1 : Unsure) * (isHead ? 1 : term.Kind switch
    {
        TermKind.Noun => Beside,
        TermKind.Adjective => Adjective,
        TermKind.Verb => Verb,
        TermKind.Property => Property,
        _ => 0,
    });

    // the last noun that is understood, else the last one that leads anywhere, else an adjective or a verb that does, but not of a sad
    // drawing; a property where nothing else is said
    private static int Head(List<Term> phrase, bool lacksThings)
    {
        return Last(term => term.Kind == TermKind.Noun && term.IsUnderstood) ?? Last(term => term.Kind == TermKind.Noun)
            ?? (phrase.Exists(term => term.Kind == TermKind.Style) ? null : Last(term => term.Kind is TermKind.Verb or TermKind.Adjective))
            ?? Last(term => lacksThings && term.Kind == TermKind.Property) ?? -1;

        int? Last(Predicate<Term> fits) =>
            phrase.FindLastIndex(term => term.Leads.Count > 0 && fits(term)) is var index and >= 0 ? index : null;
    }

    // each begins with a preposition, or with a participle after a noun
    private static List<List<Term>> Phrases(IReadOnlyList<Term> terms)
    {
        var phrases = new List<List<Term>> { new() };
        foreach (var term in terms)
        {
            var isJoint = term.Kind == TermKind.Preposition
                || (term.Kind == TermKind.Verb && phrases[^1].Any(one => one.Kind == TermKind.Noun));
            if (isJoint && phrases[^1].Any(one => one.Kind != TermKind.Preposition && !PlainWords.Makings.Contains(one.English)))
            {
                phrases.Add([]);
            }

            phrases[^1].Add(term);
        }

        return phrases;
    }

    // made of glass, carved out of wood, from a jar
    private static bool IsMaterial(List<Term> phrase) => phrase.Any(term => term.English == "from")
        || (phrase[0].Kind is TermKind.Preposition or TermKind.Verb && PlainWords.Makings.Contains(phrase[0].English)
            && phrase.Exists(IsOf));

    private static bool IsOf(Term term) => term.English == "of";

    // a prompt of nothing but manners of drawing names things: "a painting"
    private static List<Term> NameStyle(IReadOnlyList<Term> terms) =>
        terms.Any(term => term.Kind is TermKind.Noun or TermKind.Verb or TermKind.Adjective) ? MarkStyle(terms)
            : [.. terms.Select(term => term.Kind == TermKind.Style && term.Leads.Count > 0 ? term with { Kind = TermKind.Noun } : term)];

    // "pencil" of "pencil sketch" belongs to the manner of drawing
    private static List<Term> MarkStyle(IReadOnlyList<Term> terms)
    {
        var marked = terms.ToList();
        for (var i = marked.Count - 1; i > 0; i--)
        {
            if (marked[i].Kind == TermKind.Style && PlainWords.MediaModifiers.Contains(marked[i - 1].Written.ToLowerInvariant()))
            {
                marked[i - 1] = marked[i - 1] with { Kind = TermKind.Style };
            }
        }

        return marked;
    }
}
