using System.Text.RegularExpressions;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>A prompt without its colours, its ground and its style: what is left says what the picture shows.</summary>
internal static partial class PlainWords
{
    /// <summary>"a red apple on a blue background, flat" to "an apple": style is what follows the first comma.</summary>
    public static string Of(string words)
    {
        var plain = WithoutGround(words).Split(',')[0];
        foreach (var (name, _, _, _) in Palette.Colours)
        {
            plain = Regex.Replace(plain, $@"\b{name}\s+", "", RegexOptions.IgnoreCase);
        }

        plain = Article().Replace(plain.Trim(), match => "aeiou".Contains(char.ToLowerInvariant(match.Groups[2].Value[0]))
            ? $"an {match.Groups[2].Value}"
            : $"a {match.Groups[2].Value}");
        return plain.Length == 0 ? words : plain;
    }

    /// <summary>"a fox on a blue background, flat" to "a fox, flat".</summary>
    public static string WithoutGround(string words) => Ground().Replace(words, "");

    /// <summary>True when the words name the background.</summary>
    public static bool NameGround(string words) => Ground().IsMatch(words);

    /// <summary>True when the words name a colour of the palette, the background's left out.</summary>
    public static bool NameColour(string words) => WithoutGround(words) is var rest
        && Palette.Colours.Any(colour => Regex.IsMatch(rest, $@"\b{colour.Name}\b", RegexOptions.IgnoreCase));

    [GeneratedRegex(@"\s+on\s+an?\s+[\w ]+\s+background\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ground();

    [GeneratedRegex(@"\b(an?)\s+(\w)", RegexOptions.IgnoreCase)]
    private static partial Regex Article();
}
