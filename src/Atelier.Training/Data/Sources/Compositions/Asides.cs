using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Words that no picture shows, put into captions, as people put them into prompts: "a grumpy seal with a quiet smile". Without
/// them, an unknown word turns a text away from everything that it names.</summary>
internal sealed partial class Asides
{
    private const int Adjectives = 3000, Participles = 800, Nouns = 2500, Adverbs = 400, PlaceNames = 800; // the most frequent

    private const float WithStandIn = 0.4f;

    private static readonly string[] Details =
    [
        "light", "shadow", "smile", "face", "wings", "eyes", "hair", "door", "roof", "window", "leaves", "water", "air", "wall", "corner",
        "edge", "colour", "detail", "surface", "shape", "look", "mood", "voice", "name", "story", "heart", "hand", "foot", "back", "side",
        "view", "space", "ground", "dust", "smoke", "steam", "sound", "smell", "touch", "dream",
    ];

    private static readonly string[] Openings =
    [
        "can you show me", "could you make", "please draw", "i'd like to see", "i want", "give me", "show me", "draw me", "imagine",
        "how about", "make me", "just", "maybe", "a close-up of", "a really detailed close-up of", "a detailed view of", "a photo of",
        "an image of", "a picture of", "an illustration of", "something like", "the inside of", "the front of", "half of",
        "lots of", "the sight of", "what looks like", "a portrait of", "a closeup photograph of",
        "a scene with", "a story about", "a dream of", "the memory of", "a glimpse of",
    ];

    private static readonly string[] Owners =
    [
        "grandmother", "grandfather", "mother", "father", "uncle", "aunt", "neighbour", "friend", "teacher", "brother", "sister", "king",
        "giant", "stranger", "somebody", "nobody", "boss", "cousin", "child", "family", "town", "nature", "summer", "childhood",
    ];

    private static readonly string[] Joints =
    [
        "with", "with lots of", "covered in", "decorated with", "full of", "made for", "among", "surrounded by", "wrapped in",
        "beside some", "instead of", "without any", "smelling of", "that has", "and its", "like", "bought for",
    ];

    private static readonly string[] Endings =
    [
        "early in the day", "early in the morning", "on a summer morning", "in warm afternoon light", "on a stage", "at the fair",
        "in motion", "in summer", "on a sunny day", "far away", "seen from afar", "in the distance", "at home", "for a friend",
        "from long ago", "of my childhood", "in a good mood", "just in time", "by itself", "in great detail", "at its best", "all alone",
        "side view", "front on", "seen from above", "from behind", "cut in half", "half empty", "that goes on forever", "like in a museum",
        "at rush hour", "in the old days", "in the 1930s", "on holiday", "for sale", "in use", "in the middle of nowhere", "one more time",
        "very close", "up close", "in good light", "as if by magic", "at work", "with care", "for no reason", "against all odds",
        "for children",
    ];

    private static readonly string[] Relations = ["holding", "carrying", "wearing", "riding", "sitting", "standing"];

    private readonly string[] _adjectives, _participles, _nouns, _adverbs, _placeNames, _standIns;

    /// <param name="adjectives">Adjectives, the most frequent first, as all of these but the last.</param>
    /// <param name="participles">Present participles.</param>
    /// <param name="nouns">Nouns.</param>
    /// <param name="adverbs">Adverbs.</param>
    /// <param name="placeNames">Names of countries, cities, rivers and mountains.</param>
    /// <param name="standIns">Words that drawings stand in for.</param>
    public Asides(
        IEnumerable<string> adjectives,
        IEnumerable<string> participles,
        IEnumerable<string> nouns,
        IEnumerable<string> adverbs,
        IEnumerable<string> placeNames,
        IEnumerable<string> standIns)
    {
        _adjectives = [.. adjectives.Where(SaysNothing).Take(Adjectives)];
        _participles = [.. participles.Where(word => SaysNothing(word) && !Relations.Contains(word)).Take(Participles)];
        _nouns = [.. nouns.Where(SaysNothing).Select(noun => GlyphWords.Plural(noun) ?? noun).Take(Nouns)];
        _adverbs = [.. adverbs.Where(SaysNothing).Take(Adverbs)];
        _placeNames = [.. placeNames.Where(SaysNothing).Take(PlaceNames)];
        _standIns = [.. standIns];
    }

    /// <summary>A caption with one or two asides, the same for the same state of the random numbers and like captions.</summary>
    public string Add(SplitMix64 random, string caption)
    {
        var longer = AddOne(random, caption);
        return random.Bernoulli(0.35f) ? AddOne(random, longer) : longer;
    }

    /// <summary>Words of asides alone, or words for which some drawing stands in, so that they hardly ever describe a given picture: "the
    /// gratifying edge of Naples", "an old typewriter".</summary>
    public string Alone(SplitMix64 random)
    {
        var (adjective, noun, place) = (Frequent(random, _adjectives), Frequent(random, _nouns), Frequent(random, _placeNames));
        if (random.Bernoulli(WithStandIn))
        {
            noun = random.Pick(_standIns);
            noun = random.Pick(noun, GlyphWords.WithArticle(noun), GlyphWords.WithArticle($"{adjective} {noun}"));
        }

        var text = random.Pick(
            adjective, noun, noun, place, $"{adjective} {noun}", $"{noun} {Doing(random)}", $"{noun} {Things(random)}",
            $"{place} {random.Pick(Endings)}", $"the {adjective} {random.Pick(Details)} of {place}",
            $"{Detail(random)} {random.Pick(Endings)}", $"{adjective} {noun} in {place}");
        return random.Bernoulli(0.3f) ? AddOne(random, text) : text;
    }

    private string AddOne(SplitMix64 random, string caption) => random.Next() switch
    {
        < 0.4f => AddAdjective(random, caption),
        < 0.53f => Before(Joint(), caption, Doing(random)),
        < 0.64f => Before(Comma(), caption, $"{random.Pick("with", "and")} {Detail(random)}"),
        < 0.76f => Before(Comma(), caption, Things(random)),
        < 0.8f => Before(Comma(), caption, $"{random.Pick("in", "from", "somewhere in", "near")} {Frequent(random, _placeNames)}"),
        < 0.87f => Before(Comma(), caption, random.Pick(Endings)),
        < 0.95f => $"{random.Pick(Openings)} {caption}",
        _ => Owned(random, caption),
    };

    private string Doing(SplitMix64 random)
    {
        var participle = Frequent(random, _participles);
        return random.Pick(participle, $"{participle} {Frequent(random, _adverbs)}", $"{Frequent(random, _adverbs)} {participle}");
    }

    // decorated with tassels and bright stickers
    private string Things(SplitMix64 random)
    {
        var noun = Frequent(random, _nouns);
        return $"{random.Pick(Joints)} {random.Pick(
            noun, $"{Frequent(random, _adjectives)} {noun}", $"{Frequent(random, _nouns)} and {Frequent(random, _adjectives)} {noun}")}";
    }

    // my grandmother's sewing machine
    private static string Owned(SplitMix64 random, string caption)
    {
        var owner = $"{random.Pick("my", "the", "our", "some")} {random.Pick(Owners)}'s";
        return Article().IsMatch(caption) ? Article().Replace(caption, owner, 1) : $"{owner} {caption}";
    }

    private string Detail(SplitMix64 random) => GlyphWords.WithArticle($"{Frequent(random, _adjectives)} {random.Pick(Details)}");

    // after one of the articles, or first of all
    private string AddAdjective(SplitMix64 random, string caption)
    {
        var adjective = Frequent(random, _adjectives);
        var (articles, which) = (Article().Matches(caption), random.Next());
        if (articles.Count == 0)
        {
            return $"{adjective} {caption}";
        }

        var article = articles[(int)(which * articles.Count)];
        var written = article.Value == "the" ? "the" : GlyphWords.WithArticle(adjective).Split(' ')[0] is "an" ? "an" : "a";
        return $"{caption[..article.Index]}{written} {adjective}{caption[(article.Index + article.Length)..]}";
    }

    // the first more often than the last
    private static string Frequent(SplitMix64 random, string[] words)
    {
        var choice = random.Next();
        return words[(int)(choice * choice * words.Length)];
    }

    private static string Before(Regex mark, string caption, string words) =>
        mark.Match(caption) is { Success: true, Index: > 0 and var at } ? $"{caption[..at]} {words}{caption[at..]}" : $"{caption} {words}";

    private static bool SaysNothing(string word) => Letters().IsMatch(word)
        && !PlainWords.Empty.Contains(word) && !PlainWords.Prepositions.Contains(word) && !PlainWords.IsColour(word)
        && !PlainWords.Sizes.Contains(word)
        && !PlainWords.Media.Contains(word) && !PlainWords.MediaModifiers.Contains(word) && !PlainWords.Grey.Contains(word)
        && !PlainWords.Coloured.Contains(word) && !PlainWords.Materials.Contains(word) && !Materials.Contains(word)
        && !BackdropWords.Contains(word) && StandIns.Of(word) is null && !PromptWords.ColoursOf(word).Any();

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Article();

    [GeneratedRegex(@" (in|on|at|under|with|by|behind|inside|beside|before)\b|,")]
    private static partial Regex Joint();

    [GeneratedRegex(",")]
    private static partial Regex Comma();

    [GeneratedRegex("^[a-z]{3,13}$")]
    private static partial Regex Letters();
}
