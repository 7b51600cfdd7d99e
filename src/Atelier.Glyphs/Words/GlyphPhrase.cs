using Atelier.Core;
using static Atelier.Glyphs.Words.GlyphWords;

namespace Atelier.Glyphs.Words;

/// <summary>Words for what a drawing shows, of which a caption is made.</summary>
/// <param name="Text">The words, without an article: <c>city at night</c>.</param>
/// <param name="Terms">The terms that they claim.</param>
/// <param name="IsThing">Whether they name a thing; others, such as <c>happy</c>, are said after it or alone, without an article.</param>
internal sealed record GlyphPhrase(string Text, string[] Terms, bool IsThing)
{
    private const float Combined = 0.55f; // of tags: with the name or another tag

    // WordNet's lexicographer files
    private const int Artefact = 6, Food = 13, Location = 15, NaturalObject = 17, Phenomenon = 19, Plant = 20, Substance = 27, Time = 28;

    private static readonly string[] Instants =
        ["night", "dawn", "dusk", "noon", "midnight", "sunset", "sunrise", "christmas", "halloween"];

    // of what are no names
    private static readonly (TermRole Role, float Weight)[] Weights =
    [
        (TermRole.Synonym, 0.22f), (TermRole.Tag, 0.34f), (TermRole.Kind, 0.13f), (TermRole.Narrow, 0.22f), (TermRole.Loose, 0.09f),
    ];

    /// <summary>A phrase by a term of a random role, or the name where there is none.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="terms">The words of all drawings.</param>
    /// <param name="glyph">The drawing.</param>
    /// <param name="names">How many of the phrases are names, at least.</param>
    public static GlyphPhrase Random(SplitMix64 random, GlyphTerms terms, Glyph glyph, float names)
    {
        var choice = (random.Next() - names) / (1 - names);
        var role = choice < 0 ? TermRole.Name : Weights.FirstOrDefault(weight => (choice -= weight.Weight) < 0).Role;
        var words = terms.Of(glyph).Where(term => term.Role == role).Select(term => term.Word).ToArray();
        var word = words.Length == 0 ? glyph.Concept : random.Pick(words);
        return role is not (TermRole.Tag or TermRole.Loose) || words.Length == 0
            ? new(word, [word], IsThing: true)
            : OfTag(random, terms, word, Base(random, words, word, glyph, terms));
    }

    /// <summary>A phrase of a term with another: <c>happy robot</c>, <c>city at night</c>, <c>tree in the forest</c>.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="terms">Tells parts of speech and fields.</param>
    /// <param name="tag">The term.</param>
    /// <param name="thing">The name of the thing that it may stand with.</param>
    internal static GlyphPhrase OfTag(SplitMix64 random, GlyphTerms terms, string tag, string thing)
    {
        var (part, field) = terms.KindOf(tag);
        if (!random.Bernoulli(Combined))
        {
            return new(tag, [tag], IsThing: part == 'n' && random.Bernoulli(0.6f));
        }

        string[] both = [thing, tag];
        return (part, field) switch
        {
            ('a', _) => new($"{tag} {thing}", both, IsThing: true),
            ('n', Time) => new($"{thing} {(Instants.Contains(tag) ? "at" : "in")} {tag}", both, IsThing: true),
            ('n', Location or NaturalObject) => new(
                random.Pick($"{thing} in {WithArticle(tag)}", $"{thing} in the {tag}", $"{tag} with {WithArticle(thing)}"), both, true),
            ('n', Phenomenon) => new(random.Pick($"{thing} in the {tag}", $"{thing} in {tag}", $"{tag} and {thing}"), both, true),
            ('n', Substance) => new(random.Pick($"{tag} {thing}", $"{thing} made of {tag}", $"{thing} of {tag}"), both, true),
            ('n', Artefact or Food or Plant) => new(
                random.Pick($"{thing} and {WithArticle(tag)}", $"{thing}, {tag}", $"{thing} with {WithArticle(tag)}"), both, true),
            _ => new($"{thing}, {tag}", both, IsThing: true),
        };
    }

    // the name, or sometimes another tag that is a noun
    private static string Base(SplitMix64 random, string[] tags, string tag, Glyph glyph, GlyphTerms terms) =>
        random.Bernoulli(0.4f) && random.Pick(tags) is var other && other != tag && terms.KindOf(other).Part == 'n'
            ? other
            : glyph.Concept;
}
