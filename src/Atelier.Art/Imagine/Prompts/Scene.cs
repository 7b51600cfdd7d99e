using System.Text.RegularExpressions;

namespace Atelier.Art.Imagine.Prompts;

/// <summary>How two things are arranged in a picture.</summary>
public enum Layout
{
    /// <summary>The first to the left of the second, at the same size.</summary>
    Beside,

    /// <summary>The first above the second.</summary>
    Above,

    /// <summary>The first large, the second small beside it.</summary>
    LargeAndSmall,
}

/// <summary>A prompt that names two things.</summary>
/// <param name="First">The first in words, with its colour and the style they share.</param>
/// <param name="Second">The second.</param>
/// <param name="Layout">Their arrangement.</param>
public sealed partial record Scene(string First, string Second, Layout Layout)
{
    /// <summary>Parses "a cat below a red umbrella, flat" as "a red umbrella, flat" above "a cat, flat".</summary>
    /// <returns>The scene, or null for words that name one thing.</returns>
    public static Scene? Parse(string words)
    {
        var description = PromptWords.WithoutBackground(words);
        var comma = description.IndexOf(',');
        var (things, style) = comma < 0 ? (description, "") : (description[..comma], description[comma..]);
        if (Pair().Match(things.Trim()) is not { Success: true } pair)
        {
            return null;
        }

        var (a, relation, b) = (pair.Groups["a"].Value, pair.Groups["relation"].Value.ToLowerInvariant(), pair.Groups["b"].Value);
        var (large, small) = (Size().Match(a).Value, Size().Match(b).Value);
        var sizes = large.Length > 0 && small.Length > 0 && IsLarge(large) != IsLarge(small);
        var (first, second) = (Size().Replace(a, "") + style, Size().Replace(b, "") + style);
        return sizes ? IsLarge(large) ? new(first, second, Layout.LargeAndSmall) : new(second, first, Layout.LargeAndSmall)
            : relation switch
            {
                "above" or "over" => new(first, second, Layout.Above),
                "below" or "under" => new(second, first, Layout.Above),
                "right of" or "to the right of" => new(second, first, Layout.Beside),
                _ => new(first, second, Layout.Beside),
            };

        static bool IsLarge(string word) => word.TrimEnd() is "big" or "large";
    }

    [GeneratedRegex(
        @"^(?<a>an?\s.+?)(?<!\s)(?>\s+)(?<relation>and|next to|beside|above|over|below|under|(to the )?left of|(to the )?right of)"
        + @"\s+(?<b>an?\s.+)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?<=^an?\s)(big|large|small|little)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
