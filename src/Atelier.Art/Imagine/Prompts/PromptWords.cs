using System.Text.RegularExpressions;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>The parts of a prompt's words: the subject, its colours, the background and the style.</summary>
internal static partial class PromptWords
{
    /// <summary>"a red apple on a blue background, flat" becomes "an apple". The style is what follows the first comma.</summary>
    public static string SubjectOnly(string words)
    {
        var plain = WithoutBackground(words).Split(',')[0];
        foreach (var (name, _, _, _) in Palette.Colours)
        {
            plain = Regex.Replace(plain, $@"\b{name}\s+", "", RegexOptions.IgnoreCase);
        }

        plain = WithArticles(plain.Trim());
        return plain.Length == 0 ? words : plain;
    }

    /// <summary>"a apple" becomes "an apple".</summary>
    public static string WithArticles(string words) =>
        Article().Replace(words, match => "aeiou".Contains(char.ToLowerInvariant(match.Groups[2].Value[0]))
            ? $"an {match.Groups[2].Value}"
            : $"a {match.Groups[2].Value}");

    /// <summary>"a fox on a blue background, flat" becomes "a fox, flat".</summary>
    public static string WithoutBackground(string words) => Background().Replace(words, "");

    /// <summary>Whether the words name a background.</summary>
    public static bool NamesBackground(string words) => Background().IsMatch(words);

    /// <summary>Whether the words name a colour of the palette other than the background's.</summary>
    public static bool NamesColour(string words) => ColoursOf(WithoutBackground(words)).Any();

    /// <summary>The words that name the background, or nothing.</summary>
    public static string BackgroundOf(string words) => Background().Match(words).Value;

    /// <summary>The colours of the palette that words name: "light blue" names blue too.</summary>
    public static IEnumerable<string> ColoursOf(string words) => Palette.Colours.Select(colour => colour.Name)
        .Where(name => Regex.IsMatch(words, $@"\b{name}\b", RegexOptions.IgnoreCase));

    // (?>…) is not tried again, and a background is named in few words: else a long prompt is read once for each "on a" in it
    [GeneratedRegex(@"(?<!\s)(?>\s+)on(?>\s+)an?(?>\s+)(?>\w+\s+){1,20}?background\b", RegexOptions.IgnoreCase)]
    private static partial Regex Background();

    [GeneratedRegex(@"\b(an?)\s+(\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Article();
}
