using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Words that no picture shows, put into captions, as people put them into prompts: "a grumpy seal with a quiet smile". Without
/// them, an unknown word turns a text away from everything that it names.</summary>
internal sealed partial class Asides
{
    private const int Adjectives = 3000, Participles = 800; // the most frequent

    private static readonly string[] Details =
    [
        "light", "shadow", "smile", "face", "wings", "eyes", "hair", "door", "roof", "window", "leaves", "water", "air", "wall", "corner",
        "edge", "colour", "detail", "surface", "shape", "look", "mood", "voice", "name", "story", "heart", "hand", "foot", "back", "side",
        "view", "space", "ground", "dust", "smoke", "steam", "sound", "smell", "touch", "dream",
    ];

    private static readonly string[] Endings =
    [
        "early in the day", "in summer", "on a sunny day", "far away", "seen from afar", "in the distance", "at home", "for a friend",
        "from long ago", "of my childhood", "in a good mood", "just in time", "by itself", "in great detail", "at its best", "all alone",
    ];

    private static readonly string[] Relations = ["holding", "carrying", "wearing", "riding", "sitting", "standing"];

    private readonly string[] _adjectives, _participles;

    /// <param name="adjectives">Adjectives, the most frequent first.</param>
    /// <param name="participles">Present participles, likewise.</param>
    public Asides(IEnumerable<string> adjectives, IEnumerable<string> participles)
    {
        _adjectives = [.. adjectives.Where(SaysNothing).Take(Adjectives)];
        _participles = [.. participles.Where(word => SaysNothing(word) && !Relations.Contains(word)).Take(Participles)];
    }

    /// <summary>A caption with one or two asides, the same for the same state of the random numbers and like captions.</summary>
    public string Add(SplitMix64 random, string caption)
    {
        var longer = AddOne(random, caption);
        return random.Bernoulli(0.35f) ? AddOne(random, longer) : longer;
    }

    private string AddOne(SplitMix64 random, string caption) => random.Next() switch
    {
        < 0.6f => AddAdjective(random, caption),
        < 0.75f => Before(Joint(), caption, random.Pick(_participles)),
        < 0.9f => Before(Comma(), caption, $"{random.Pick("with", "and")} {Detail(random)}"),
        _ => Before(Comma(), caption, random.Pick(Endings)),
    };

    private string Detail(SplitMix64 random) => GlyphWords.WithArticle($"{random.Pick(_adjectives)} {random.Pick(Details)}");

    // after one of the articles, or first of all
    private string AddAdjective(SplitMix64 random, string caption)
    {
        var adjective = random.Pick(_adjectives);
        var (articles, which) = (Article().Matches(caption), random.Next());
        if (articles.Count == 0)
        {
            return $"{adjective} {caption}";
        }

        var article = articles[(int)(which * articles.Count)];
        var written = article.Value == "the" ? "the" : GlyphWords.WithArticle(adjective).Split(' ')[0] is "an" ? "an" : "a";
        return $"{caption[..article.Index]}{written} {adjective}{caption[(article.Index + article.Length)..]}";
    }

    private static string Before(Regex mark, string caption, string words) =>
        mark.Match(caption) is { Success: true, Index: > 0 and var at } ? $"{caption[..at]} {words}{caption[at..]}" : $"{caption} {words}";

    private static bool SaysNothing(string word) => Letters().IsMatch(word)
        && !PlainWords.Empty.Contains(word) && !PlainWords.Prepositions.Contains(word) && !PlainWords.IsColour(word)
        && !PlainWords.Sizes.Contains(word)
        && !PlainWords.Media.Contains(word) && !PlainWords.MediaModifiers.Contains(word) && !PlainWords.Grey.Contains(word)
        && !PlainWords.Coloured.Contains(word) && !PlainWords.Materials.Contains(word) && !Materials.Contains(word)
        && !BackdropWords.Contains(word) && Symbols.Of(word) is null && !PromptWords.ColoursOf(word).Any();

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Article();

    [GeneratedRegex(@" (in|on|at|under|with|by|behind|inside|beside|before)\b|,")]
    private static partial Regex Joint();

    [GeneratedRegex(",")]
    private static partial Regex Comma();

    [GeneratedRegex("^[a-z]{3,13}$")]
    private static partial Regex Letters();
}
