using System.Text.RegularExpressions;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>A word, an emoji or a mark of a prompt.</summary>
/// <param name="Written">As it was written.</param>
/// <param name="Translation">The English words for an emoji or a word of another language; empty for one that only joins others; else
/// null.</param>
internal readonly record struct PromptToken(string Written, string? Translation = null)
{
    private const string Breaks = ",;.!?:()[]{}\n/、。，";

    /// <summary>In English, in lower case, with a plain apostrophe.</summary>
    public string English => Translation ?? Written.ToLowerInvariant().Replace('’', '\'');

    /// <summary>Whether it is a comma or another mark that separates descriptions.</summary>
    public bool IsBreak => Written.Length == 1 && Breaks.Contains(Written[0]);
}

/// <summary>Splits prompts into words and emoji.</summary>
internal static partial class PromptTokens
{
    /// <summary>The tokens of a prompt.</summary>
    /// <param name="text">The prompt's words.</param>
    /// <param name="emoji">The names of emoji by their characters without variation selectors.</param>
    public static IReadOnlyList<PromptToken> Split(string text, IReadOnlyDictionary<string, string> emoji)
    {
        text = Selectors().Replace(text, "");
        var longest = emoji.Keys.Select(key => key.Length).DefaultIfEmpty(0).Max();
        var tokens = new List<PromptToken>();
        for (var at = 0; at < text.Length;)
        {
            if (Token(text, at, longest, emoji) is { } token)
            {
                tokens.Add(token);
                at += token.Written.Length;
            }
            else
            {
                at++;
            }
        }

        return tokens;
    }

    private static PromptToken? Token(string text, int at, int longest, IReadOnlyDictionary<string, string> emoji)
    {
        var room = Math.Min(longest, text.Length - at);
        var character = Enumerable.Range(0, room).Select(i => text.Substring(at, room - i)).FirstOrDefault(emoji.ContainsKey);
        var word = Word().Match(text, at);
        return character is not null ? new(character, emoji[character])
            : word.Success ? new(word.Value)
            : char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? new(text.Substring(at, 2)) // an emoji without a name
            : new PromptToken(text[at].ToString()) is { IsBreak: true } mark ? mark : null;
    }

    [GeneratedRegex(@"\G[\p{L}\p{M}\p{Nd}]+(['’\-][\p{L}\p{M}\p{Nd}]+)*")]
    private static partial Regex Word();

    // variation selectors and skin tones
    [GeneratedRegex(@"[\uFE0E\uFE0F]|\uD83C[\uDFFB-\uDFFF]")]
    private static partial Regex Selectors();
}
