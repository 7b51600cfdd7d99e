using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words;

namespace Atelier.Art.Imagine.Starts;

/// <summary>The words by which a start is sought: those of the heaviest prompt, with what other prompts say of it. "a fox|blue" is a
/// blue fox, "a house|night" a house at night, "a red apple|red:-1" an apple.</summary>
/// <param name="lexicon">The words that are known.</param>
internal sealed partial class StartDescription(StartLexicon lexicon)
{
    private readonly PromptReader _reader = new(lexicon);

    /// <summary>The words; those of the heaviest prompt as they are, where no other says anything of it.</summary>
    /// <param name="plan">The prompts, one of words at least.</param>
    public string Of(PromptPlan plan)
    {
        var heaviest = plan.Heaviest!;
        var words = heaviest.Subject;
        foreach (var prompt in plan.Texts.Where(prompt => !ReferenceEquals(prompt, heaviest)))
        {
            var terms = _reader.Read($"a, {prompt.Subject}").Terms.ToList(); // a remark: "3d render" names no thing
            words = prompt.Weight < 0 ? Without(words, terms)
                : terms.TrueForAll(term => term.Kind is TermKind.Property or TermKind.Adjective or TermKind.Empty && !IsBackdrop(term))
                    ? PromptWords.WithArticles(Article().Replace(words, match => $"{match.Value}{prompt.Subject.Trim()} ", 1))
                : terms.TrueForAll(term => term.Kind is TermKind.Style or TermKind.Property or TermKind.Empty || IsBackdrop(term))
                    ? $"{words}, {prompt.Subject.Trim()}"
                : words;
        }

        return words;
    }

    private static bool IsBackdrop(Term term) => BackdropWords.Contains(term.English);

    // "a red apple" without "red"; as it is, where nothing would be left
    private string Without(string words, IEnumerable<Term> terms)
    {
        var rest = terms.Where(term => term.Kind != TermKind.Empty).Aggregate(
            words, (left, term) => Regex.Replace(left, $@"\b{Regex.Escape(term.Written)}\b\s*", "", RegexOptions.IgnoreCase));
        var namesThing = _reader.Read(rest).Terms.Any(term => term.Kind == TermKind.Noun && term.Leads.Count > 0);
        return namesThing ? PromptWords.WithArticles(rest) : words;
    }

    [GeneratedRegex(@"^\s*((an?|the)\s+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Article();
}
