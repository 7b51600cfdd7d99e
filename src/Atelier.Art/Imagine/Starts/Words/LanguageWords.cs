using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Recognises the language of a prompt, and translates it word by word.</summary>
/// <param name="lexicon">The words that are known.</param>
internal sealed class LanguageWords(StartLexicon lexicon)
{
    private const int LongestEnding = 3;         // letters
    private const int ShortestStem = 3;
    private const int ShortestWord = 3;          // shorter ones may belong to any language
    private const int LongestUnspaced = 8;
    private const int LongestCompound = 4;       // words
    private const char FirstUnspaced = '\u0E00'; // Thai, and beyond it Japanese and Chinese, but Korean

    /// <summary>The tokens, translated if most of the words belong to another language, and fewer to English.</summary>
    public IReadOnlyList<PromptToken> Translate(IReadOnlyList<PromptToken> tokens)
    {
        string[] words = [.. tokens.Where(token => token.Translation is null && !token.IsBreak).Select(token => token.English)];
        var english = words.Count(IsEnglish);
        var (language, count) = lexicon.Translations.Languages
            .Select(language => (language, words.Count(word => Belongs(word, language)))).MaxBy(pair => pair.Item2);
        return count > english && count * 2 > words.Length ? [.. Translate(tokens, language)] : tokens;
    }

    private bool IsEnglish(string word) => PlainWords.Empty.Contains(word) || PlainWords.Prepositions.Contains(word)
        || PlainWords.IsColour(word) || PlainWords.Media.Contains(word) || (word.Length >= ShortestWord && lexicon.HasEnglish(word));

    private IEnumerable<PromptToken> Translate(IReadOnlyList<PromptToken> tokens, string language)
    {
        PromptToken[] parts = [.. tokens.SelectMany(token => token.Translation is not null || token.IsBreak ? [token]
            : Split(token.Written, language).Select(part => new PromptToken(part)))];
        for (var at = 0; at < parts.Length;)
        {
            var room = Math.Min(LongestCompound, parts.Length - at);
            var found = parts[at].Translation is not null ? null
                : Enumerable.Range(0, room).Select(i => parts[at..(at + room - i)]).Select(run => Joined(run, language))
                    .FirstOrDefault(joined => joined is not null);
            yield return found ?? parts[at];
            at += found is { } joined ? joined.Written.Count(letter => letter == ' ') + 1 : 1;
        }
    }

    // words that have one meaning together
    private PromptToken? Joined(PromptToken[] run, string language)
    {
        var (written, lower) = (string.Join(' ', run.Select(part => part.Written)), string.Join(' ', run.Select(part => part.English)));
        return run.Length == 1 && IsPlain(lower, language) ? new(written, "")
            : (run.Length == 1 ? Find(lower, language) : lexicon.Translations.Find(language, lower)) is { } english
                ? new(written, english) : null;
    }

    // the words of a run of letters: itself, or, in a language without spaces, the longest ones that are known
    private IEnumerable<string> Split(string word, string language)
    {
        var rest = 0;
        for (var at = 0; IsUnspaced(word) && at < word.Length;)
        {
            var room = Math.Min(LongestUnspaced, word.Length - at);
            var known = Enumerable.Range(0, room).Select(i => room - i)
                .FirstOrDefault(length => IsKnown(word.Substring(at, length), language));
            if (known > 0 && at > rest)
            {
                yield return word[rest..at];
            }

            if (known > 0)
            {
                yield return word.Substring(at, known);
                rest = at + known;
            }

            at += Math.Max(1, known);
        }

        if (rest < word.Length)
        {
            yield return word[rest..];
        }
    }

    // of a word in a language without spaces, at least half
    private bool Belongs(string word, string language) => IsUnspaced(word)
        ? Split(word, language).Where(part => IsKnown(part, language)).Sum(part => part.Length) * 2 >= word.Length
        : IsKnown(word, language);

    private bool IsKnown(string word, string language) =>
        IsPlain(word, language) || lexicon.Translations.Find(language, word) is not null;

    // with endings cut off
    private string? Find(string word, string language) => Enumerable.Range(0, LongestEnding + 1).Select(letters => word.Length - letters)
        .Where((length, i) => i == 0 || length >= ShortestStem).Select(length => lexicon.Translations.Find(language, word[..length]))
        .FirstOrDefault(found => found is not null);

    private static bool IsPlain(string word, string language) =>
        PlainWords.OfLanguages.TryGetValue(language, out var plain) && plain.Contains(word);

    private static bool IsUnspaced(string word) => word.Any(letter => letter >= FirstUnspaced && letter is < '\uAC00' or > '\uD7AF');
}
