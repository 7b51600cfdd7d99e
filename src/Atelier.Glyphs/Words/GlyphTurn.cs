using Atelier.Core;
using static Atelier.Glyphs.Words.GlyphWords;

namespace Atelier.Glyphs.Words;

/// <summary>Turns of phrase around the name of a thing, which change nothing in its picture: <c>slice of pizza</c>, <c>pair of
/// scissors</c>.</summary>
internal static class GlyphTurn
{
    private const int FoodGroup = 4; // of Unicode's emoji

    /// <summary>The words with a turn of phrase.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="glyph">The drawing.</param>
    /// <param name="words">Words for it, without an article.</param>
    public static string Of(SplitMix64 random, Glyph glyph, string words) =>
        IsPlural(words) ? random.Pick("pair of ", "set of ", "") + words
        : glyph.Group == FoodGroup ? random.Pick("slice of ", "piece of ", "plate of ", "bowl of ", "delicious ") + words
        : random.Pick("beautiful ", "little ", "big ", "old ", "single ", "kind of ") + words;

    private static bool IsPlural(string words) => words.EndsWith('s') && WithArticle(words) == words;
}
