using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Finds the terms of a prompt: compounds before words, in English or translated from another language.</summary>
/// <param name="lexicon">The words that are known.</param>
internal sealed class PromptReader(StartLexicon lexicon)
{
    private const int LongestCompound = 5;       // words
    private const double NearestOther = 0.4;     // the same, where its last word leads to drawings: a chocolate cake is a cake
    private const double NearestMeaning = 0.5;   // a compound or a hyphened word that leads farther is read word by word

    /// <summary>Reads the words of one prompt.</summary>
    public PromptReading Read(string text)
    {
        var tokens = new LanguageWords(lexicon).Translate(PromptTokens.Split(Paraphrase.Plain(text), lexicon.Index.Words.Emoji));
        var descriptions = new List<List<PromptToken>> { new() };
        foreach (var token in tokens.SelectMany(Unhyphened))
        {
            if (token.IsBreak)
            {
                descriptions.Add([]);
            }
            else
            {
                descriptions[^1].Add(token);
            }
        }

        return new([.. descriptions.Where(description => description.Count > 0)
            .Select((description, i) => TermWeights.Weigh(Terms(description), isFirst: i == 0))]);
    }

    // snow-covered is snow, covered
    private IEnumerable<PromptToken> Unhyphened(PromptToken token) =>
        token.Translation is null && token.Written.Contains('-') && !PlainWords.Media.Contains(token.English)
        && !(lexicon.Leads(token.English) is [var lead, ..] && lead.Distance <= NearestMeaning)
            ? token.Written.Split('-').Select(part => new PromptToken(part))
            : [token];

    private List<Term> Terms(List<PromptToken> tokens)
    {
        var terms = new List<Term>();
        for (var at = 0; at < tokens.Count;)
        {
            var room = Math.Min(LongestCompound, tokens.Count - at);
            var compound = Enumerable.Range(0, room - 1).Select(i => tokens.GetRange(at, room - i))
                .Select(run => (Term: Compound(run), run.Count)).FirstOrDefault(found => found.Term is not null);
            terms.Add(compound.Term ?? (IsLooseOut(tokens, at) ? new(tokens[at].Written, TermKind.Empty, [])
                : IsGlassOf(tokens, at) ? Single(tokens[at], terms) with { Kind = TermKind.Noun } : Single(tokens[at], terms)));
            at += Math.Max(1, compound.Count);
        }

        return terms;
    }

    // worn out, but not out of
    private static bool IsLooseOut(List<PromptToken> tokens, int at) =>
        tokens[at].English == "out" && !(at + 1 < tokens.Count && tokens[at + 1].English == "of");

    // a glass of milk, but not stained glass of a saint
    private static bool IsGlassOf(List<PromptToken> tokens, int at) => tokens[at].English == "glass"
        && at + 1 < tokens.Count && tokens[at + 1].English == "of" && !(at > 0 && tokens[at - 1].English == "stained");

    // words that belong together, such as "chocolate bar"; none may be plain, unless they are a name
    private Term? Compound(List<PromptToken> tokens)
    {
        var english = string.Join(' ', tokens.Select(token => token.English));
        if (BackdropWords.IsAurora(english))
        {
            return new(string.Join(' ', tokens.Select(token => token.Written)), TermKind.Noun, lexicon.Leads("aurora"));
        }

        var standIn = lexicon.StandInOf(english);
        if (standIn is { Concept: "" })
        {
            return new(string.Join(' ', tokens.Select(token => token.Written)), TermKind.Noun, []); // rush hour is no clock
        }

        if (tokens.Any(token => token.Translation is not null)
            || (standIn is null && BackdropWords.IsPlanted(tokens[^1].English) && IsName(tokens[^2].English)) // roses of a rose garden
            || (standIn is null && tokens.Any(token => IsPlain(token.English)) && !IsName(english)))
        {
            return null;
        }

        var leads = lexicon.Leads(english);
        var nearest = lexicon.Index.Contains(tokens[^1].English) ? NearestOther : NearestMeaning;
        return leads.Count > 0 && leads[0].Distance <= nearest
            ? new(
                string.Join(' ', tokens.Select(token => token.Written)),
                PlainWords.Media.Contains(tokens[^1].English) ? TermKind.Style : TermKind.Noun,
                leads)
            {
                Name = Name(english, leads, standIn), StandIn = standIn, IsName = IsName(english),
            }
            : null;
    }

    private static bool IsPlain(string word) => PlainWords.Empty.Contains(word) || PlainWords.Prepositions.Contains(word)
        || PlainWords.IsColour(word) || PlainWords.Sizes.Contains(word) || PlainWords.Materials.Contains(word);

    private Term Single(PromptToken token, List<Term> before)
    {
        var word = token.English;
        var leads = PlainWords.Prepositions.Contains(word) || PlainWords.Empty.Contains(word) ? []
            : token.Translation is null ? lexicon.Leads(word) : lexicon.NameLeads(word);
        var standIn = lexicon.StandInOf(word);
        return new(token.Written, Kind(word, leads.Count > 0, standIn, before), leads)
        {
            Translation = token.Translation, Name = PlainWords.Containers.Contains(word) ? null : Name(word, leads, standIn),
            StandIn = standIn, IsName = IsName(word),
        };
    }

    private bool IsName(string word) => EnglishForms.Enumerate(word).Any(lexicon.Index.IsName);

    // what CLIP reads instead of a word that no drawing has, or whose drawing it was not trained on: a name, or another word of a drawing
    private string? Name(string word, IReadOnlyList<(string Word, double Distance)> leads, StandIn? standIn)
    {
        if (standIn is { } shown)
        {
            return shown.IsShown ? shown.Concept : null;
        }

        string[] own = [.. EnglishForms.Enumerate(word).Where(lexicon.Index.Contains)];
        if (own.Any(form => !lexicon.Index.IsUntrained(form)))
        {
            return null;
        }

        string[] near =
        [
            .. leads.Concat(own.SelectMany(form => lexicon.English.Find(form)?.Near ?? []))
                .Where(lead => lead.Distance <= Term.SynonymDistance && !lexicon.Index.IsUntrained(lead.Word)).Select(lead => lead.Word),
        ];
        return near.FirstOrDefault(lexicon.Index.IsInNames) ?? near.FirstOrDefault();
    }

    private TermKind Kind(string word, bool isKnown, StandIn? standIn, List<Term> before)
    {
        var parts = lexicon.Parts(word);
        return word.Length == 0 || PlainWords.Prepositions.Contains(word) ? TermKind.Preposition
            : PlainWords.Empty.Contains(word) || word.All(char.IsAsciiDigit) || IsOccasion(word, before) ? TermKind.Empty
            : PlainWords.IsColour(word) || PlainWords.Sizes.Contains(word) || PlainWords.Materials.Contains(word) ? TermKind.Property
            : PlainWords.Media.Contains(word) ? TermKind.Style
            : (parts[0] == 'r' || (parts[0] != 'n' && standIn is { Concept: "" })) && !isKnown ? TermKind.Empty
            : lexicon.Index.IsName(word) || (word.EndsWith('s') && lexicon.Index.IsName(word[..^1])) ? TermKind.Noun
            : IsDoing(word, before) || (PlainWords.Makings.Contains(word) && before.Any(term => term.Kind == TermKind.Noun))
                ? TermKind.Verb
            : parts[0] is 'a' or 'r' || (word.EndsWith("ed", StringComparison.Ordinal) && parts.Contains('v')) ? TermKind.Adjective
            : parts[0] == 'v' && !parts.Contains('n') ? TermKind.Verb
            : TermKind.Noun;
    }

    // a fox sleeping, but not a fox with a sleeping cub
    private static bool IsDoing(string word, List<Term> before) => PlainWords.IsParticiple(word)
        && before.Any(term => term.Kind == TermKind.Noun) && before[^1].English is not ("a" or "an" or "the" or "with");

    private static bool IsOccasion(string word, List<Term> before) =>
        PlainWords.Occasions.Contains(word) && before is [.., { Kind: TermKind.Noun }];
}
