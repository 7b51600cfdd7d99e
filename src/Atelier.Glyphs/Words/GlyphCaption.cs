using Atelier.Core;
using static Atelier.Glyphs.Words.GlyphWords;

namespace Atelier.Glyphs.Words;

/// <summary>The grammar of captions: concept, colour, style and arrangement.</summary>
internal static class GlyphCaption
{
    /// <summary>A caption of one drawing.</summary>
    /// <param name="random">Chooses the phrasing.</param>
    /// <param name="what">The concept.</param>
    /// <param name="colour">The colour to mention, or null.</param>
    /// <param name="style">The style to mention, or null.</param>
    public static string Single(SplitMix64 random, string what, string? colour, string? style)
    {
        var thing = colour is null ? what : $"{colour} {what}";
        return style switch
        {
            null => random.Pick(
                thing, WithArticle(thing), WithArticle(thing), $"a picture of {WithArticle(thing)}", $"a drawing of {WithArticle(thing)}"),
            "icon" when colour is not null => random.Pick(
                $"{WithArticle(colour)} icon of {WithArticle(what)}",
                $"{WithArticle(colour)} icon of {WithArticle(what)}",
                $"{WithArticle(thing)}, icon",
                $"{thing} icon"),
            "icon" => random.Pick($"an icon of {WithArticle(thing)}", $"{WithArticle(thing)}, icon", $"{thing} icon"),
            "3d render" => random.Pick($"{WithArticle(thing)}, 3d render", $"{thing}, 3d render", $"a 3d render of {WithArticle(thing)}"),
            "black and white icon" => random.Pick(
                $"{WithArticle(thing)}, black and white icon",
                $"a black and white icon of {WithArticle(thing)}",
                $"{thing}, black and white"),
            "emoji" => random.Pick($"{thing} emoji", $"an emoji of {WithArticle(thing)}", $"{WithArticle(thing)}, emoji"),
            "blob" => random.Pick($"{WithArticle(thing)}, blob", $"{thing}, blob", $"{thing} blob emoji"),
            _ => random.Pick(
                $"{WithArticle(thing)}, {style}",
                $"{thing}, {style}",
                $"{WithArticle(style)} picture of {WithArticle(thing)}",
                $"{style} {thing}"),
        };
    }

    /// <summary>A caption with a tag, alone or after the concept. Tags can be any part of speech, so they take no article.</summary>
    public static string Tagged(SplitMix64 random, string what, string tag, string? style)
    {
        var words = random.Bernoulli(0.5f) ? tag : $"{WithArticle(what)}, {tag}";
        return style is null ? words : $"{words}, {style}";
    }

    /// <summary>Two drawings, the first to the left of the second or above it.</summary>
    public static string Beside(SplitMix64 random, string first, string second)
    {
        var (a, b) = (WithArticle(first), WithArticle(second));
        return random.Pick(
            $"{a} next to {b}", $"{a} and {b}", $"{a} to the left of {b}", $"{b} to the right of {a}", $"{a} beside {b}", $"{a} with {b}");
    }

    /// <summary>The first drawing above the second.</summary>
    public static string Above(SplitMix64 random, string first, string second)
    {
        var (a, b) = (WithArticle(first), WithArticle(second));
        return random.Pick($"{a} above {b}", $"{b} below {a}", $"{a} over {b}", $"{a} on {b}", $"{b} under {a}");
    }

    /// <summary>The first drawing much larger than the second.</summary>
    public static string BigAndSmall(SplitMix64 random, string big, string small) => random.Pick(
        $"{WithArticle($"big {big}")} and {WithArticle($"small {small}")}",
        $"{WithArticle($"small {small}")} next to {WithArticle($"big {big}")}",
        $"{WithArticle(big)} with {WithArticle(small)}");
}
