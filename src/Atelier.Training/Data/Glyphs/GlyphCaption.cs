using System.Text.RegularExpressions;

namespace Atelier.Training.Data;

/// <summary>The grammar of captions: what, in which colour and style, on which background.</summary>
internal static partial class GlyphCaption
{
    // slang and noise among the tags
    private static readonly HashSet<string> Unwanted =
        ["kod", "phallic", "molester", "sexy", "bae", "bestie", "af", "lol", "lmao", "rofl", "omg", "wtf", "nsfw", "hoe", "booty", "dumb", "shit", "poop", "crap", "pervert", "drunk", "weed", "drugs", "stoned"];

    private static readonly string[] ColourWords = [.. Palette.Colours.Select(colour => colour.Name.Split(' ')[^1]), "colour", "color", "golden", "gold", "silver", "grey"];

    /// <summary>Tags fit to stand in a caption.</summary>
    public static string[] CleanTags(Glyph glyph) =>
        [.. glyph.Tags.Where(tag => tag.Length is > 2 and < 24 && tag != glyph.Concept && !Unwanted.Contains(tag) && Words().IsMatch(tag))];

    /// <summary>True when the words name a colour already.</summary>
    public static bool NamesColour(string words) => words.Split(' ', '-').Any(ColourWords.Contains);

    /// <summary>With "a" or "an", unless it is plural or has several parts.</summary>
    public static string WithArticle(string words)
    {
        var last = words.Split(' ')[^1];
        return words.Contains(':') || (last.EndsWith('s') && !last.EndsWith("ss")) ? words : "aeiou".Contains(words[0]) ? "an " + words : "a " + words;
    }

    /// <summary>One drawing in words.</summary>
    public static string Single(GlyphRandom random, string what, string? colour, string? style, bool mono)
    {
        var thing = colour is null ? what : $"{colour} {what}";
        if (mono && colour is not null)
        {
            return random.Pick($"{WithArticle(colour)} icon of {WithArticle(what)}", $"{WithArticle(thing)} icon", $"{thing} icon", $"{WithArticle(thing)}, icon");
        }

        return style switch
        {
            null => random.Pick(thing, WithArticle(thing), WithArticle(thing), $"a picture of {WithArticle(thing)}", $"a drawing of {WithArticle(thing)}"),
            "3d render" => random.Pick($"{WithArticle(thing)}, 3d render", $"{thing}, 3d render", $"a 3d render of {WithArticle(thing)}"),
            "black and white icon" => random.Pick($"{WithArticle(thing)}, black and white icon", $"a black and white icon of {WithArticle(thing)}", $"{thing}, black and white"),
            "emoji" => random.Pick($"{thing} emoji", $"an emoji of {WithArticle(thing)}", $"{WithArticle(thing)}, emoji"),
            "blob" => random.Pick($"{WithArticle(thing)}, blob", $"{thing}, blob", $"{thing} blob emoji"),
            _ => random.Pick($"{WithArticle(thing)}, {style}", $"{thing}, {style}", $"{WithArticle(style)} picture of {WithArticle(thing)}", $"{WithArticle($"{style} {thing}")}"),
        };
    }

    [GeneratedRegex("^[a-z]+( [a-z]+)*$")]
    private static partial Regex Words();
}
