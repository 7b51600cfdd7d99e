namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>Base forms of English words by their endings, as WordNet's morphy(7WN) has them.</summary>
internal static class EnglishForms
{
    private static readonly (string Ending, string Base)[] Endings =
    [
        ("ies", "y"), ("ves", "f"), ("ves", "fe"), ("men", "man"), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"),
        ("shes", "sh"), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("'s", ""),
    ];

    private const int Shortest = 3; // letters of a base form

    /// <summary>The word as it is, without hyphens, and what may be its base forms, the likeliest first.</summary>
    public static IEnumerable<string> Enumerate(string word)
    {
        IEnumerable<string> forms = [word];
        if (word.Contains('-'))
        {
            forms = forms.Append(word.Replace('-', ' ')).Append(word.Replace("-", ""));
        }

        return forms.Concat(Endings.Where(pair => word.EndsWith(pair.Ending, StringComparison.Ordinal))
            .SelectMany(pair => Bases(word[..^pair.Ending.Length], pair.Base))
            .Where(form => form.Length >= Shortest)).Distinct();
    }

    /// <summary>What may be the singular of a word, or its form without a possessive ending; not the word itself.</summary>
    public static IEnumerable<string> Singulars(string word) =>
        word.EndsWith('s') || word.EndsWith("men", StringComparison.Ordinal) ? Enumerate(word).Skip(1) : [];

    /// <summary>The last of words that are separated by spaces.</summary>
    public static string LastWord(string words) => words[(words.LastIndexOf(' ') + 1)..];

    // running, run
    private static IEnumerable<string> Bases(string stem, string ending) =>
        ending.Length == 0 && stem.Length > 2 && stem[^1] == stem[^2] ? [stem, stem[..^1]] : [stem + ending];
}
