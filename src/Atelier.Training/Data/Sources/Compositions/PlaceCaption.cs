using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Core;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>The grammar of captions of places: "a fox in the forest at night", "a rainy city".</summary>
internal static class PlaceCaption
{
    private const float Mentioned = 0.85f; // an hour that is not day, weather that is not clear

    private static readonly string[] Adverbs = ["underwater", "undersea", "indoors", "downtown"];

    private static readonly string[] Proper =
    [
        "alps", "andes", "rockies", "himalaya", "himalayas", "atlantic", "pacific", "sahara", "gobi", "heaven", "heavens", "space",
        "universe", "cosmos", "moon",
    ];

    private static readonly string[] Streets = [.. BackdropWords.NamesOf(Place.City).Where(BackdropWords.IsStreet)];

    private static readonly string[] WithoutArticle = ["mars", "venice", "outer space", "deep space"];

    // which are seen from afar, and several at once
    private static readonly Place[] Wide =
        [Place.Field, Place.Forest, Place.Mountains, Place.Desert, Place.City, Place.Village, Place.Ice, Place.River];

    /// <summary>A caption.</summary>
    /// <param name="random">Chooses the words.</param>
    /// <param name="backdrop">What is behind the things.</param>
    /// <param name="things">What stands before it, with articles; null for nothing.</param>
    public static string Of(SplitMix64 random, Backdrop backdrop, string? things)
    {
        var hour = random.Bernoulli(Mentioned) ? backdrop.Hour : Hour.Day;
        var weather = random.Bernoulli(Mentioned) || hour == Hour.Day ? backdrop.Weather : Weather.Clear;
        var isAdjective = random.Bernoulli(0.4f);
        var sky = !backdrop.HasAurora ? When(random, backdrop.Place, hour)
            : random.Pick(" under the northern lights", " with an aurora", " under an aurora");
        var later = In(random, backdrop.Season) + (isAdjective ? "" : In(random, weather));
        var when = (sky + later).Trim();
        if (backdrop.Place == Place.None)
        {
            return things is null ? Sky(random, hour, weather) : Joined(things, when.Length > 0 ? when : In(random, weather).Trim());
        }

        var isStreet = backdrop is { Place: Place.City, Way: Way.Road };
        var names = isStreet ? Streets : BackdropWords.NamesOf(backdrop.Place).Except(Streets);
        var name = random.Pick<string>([.. names, .. Phrases(backdrop)]);
        var adjective = isAdjective ? Adjective(random, weather) : "";
        if (hour == Hour.Night && !backdrop.HasAurora && adjective.Length == 0 && !Adverbs.Contains(name) && random.Bernoulli(0.15f))
        {
            (adjective, when) = ("dark ", later.Trim());
        }

        if (backdrop.Crop is { } crop)
        {
            (name, adjective) = ("field", adjective + random.Pick<string>([.. BackdropWords.NamesOfCrop(crop)]) + " ");
        }

        if (Wide.Contains(backdrop.Place) && !Proper.Contains(name) && random.Bernoulli(0.2f))
        {
            name = GlyphWords.Plural(name) ?? name;
        }

        if (Adverbs.Contains(name))
        {
            return Joined(things, name, adjective.Length > 0 ? In(random, weather).Trim() : "", when);
        }

        if (backdrop.Way != Way.None && !isStreet)
        {
            things = OnWay(random, backdrop.Way, things);
        }

        var place = WithoutArticle.Contains(name) ? adjective + name
            : IsOne(name) || random.Bernoulli(0.5f) ? $"the {adjective}{name}" : GlyphWords.WithArticle(adjective + name);
        if (things is null && random.Bernoulli(0.35f) && Over(random, backdrop, hour, weather) is { } above)
        {
            return Joined(above, random.Pick("over", "above"), place, In(random, backdrop.Season).Trim());
        }

        return things is null ? Joined(random.Bernoulli(0.25f) ? adjective + name : place, when)
            : random.Bernoulli(0.2f) ? Joined(place, "with", things, when)
            : Joined(things, random.Pick<string>(Prepositions(backdrop.Place)), place, when);
    }

    private static bool IsOne(string name) => Proper.Contains(name) || name.Contains(" of ", StringComparison.Ordinal);

    // other words for a place
    private static string[] Phrases(Backdrop backdrop) => backdrop.Place switch
    {
        Place.Sky => ["clouds"],
        Place.Ice => ["frozen lake", "frozen river", "snowfield", "iceberg"],
        Place.City => backdrop.Way == Way.Road ? ["city street", "busy street", "side street"] : ["big city", "modern city"],
        Place.Space => ["outer space", "deep space"],
        Place.Underwater => ["coral reef", "bottom of the sea", "ocean floor"],
        Place.Beach => ["sandy beach"],
        Place.Field => ["green field"],
        Place.Mars => ["surface of mars"],
        Place.Moon => ["surface of the moon"],
        _ => [],
    };

    // what is in the sky, of all that the backdrop shows; null if that is nothing to name
    private static string? Over(SplitMix64 random, Backdrop backdrop, Hour hour, Weather weather) =>
        backdrop.HasAurora ? random.Pick("northern lights", "the northern lights", "aurora borealis", "an aurora", "polar lights")
        : weather != Weather.Clear && (hour == Hour.Day || random.Bernoulli(0.5f)) ? weather switch
        {
            Weather.Clouds => random.Pick("clouds", "dark clouds", "a cloudy sky"),
            Weather.Rain => random.Pick("rain", "heavy rain", "rain falling"),
            Weather.Storm => random.Pick("a storm", "a thunderstorm", "thunderstorm", "lightning"),
            Weather.Snow => random.Pick("snow", "snow falling"),
            _ => random.Pick("mist", "fog", "morning mist"),
        }
        : hour switch
        {
            Hour.Night => random.Pick("a full moon", "the moon", "a starry night", "stars", "the night sky"),
            Hour.Sunset => random.Pick("sunset", "a sunset", "sunrise", "the sun setting", "the sun rising", "dawn"),
            _ => null,
        };

    // a fox on a road
    private static string OnWay(SplitMix64 random, Way way, string? things)
    {
        var name = GlyphWords.WithArticle(random.Pick<string>([.. BackdropWords.NamesOf(way)]));
        return things is null ? name : $"{things} {(way == Way.Waterfall ? "by" : "on")} {name}";
    }

    private static string[] Prepositions(Place place) => place switch
    {
        Place.Field => ["in", "on"],
        Place.Mountains => ["in", "on", "before", "with"],
        Place.Sea => ["in", "on", "over"],
        Place.River => ["by", "at", "on", "over"],
        Place.Beach => ["on", "at"],
        Place.Harbour => ["at"],
        Place.Canal => ["by", "in"],
        Place.Moon or Place.Mars => ["on"],
        _ => ["in"],
    };

    private static string When(SplitMix64 random, Place place, Hour hour) => hour switch
    {
        Hour.Night when place == Place.City && random.Bernoulli(0.2f) => random.Pick(
            " with neon lights", " full of neon lights", " lit by neon signs"),
        Hour.Night => random.Pick(
            " at night", " at night", " at night", " at midnight", " under the moon", " under a full moon", " under the stars",
            " under a starry sky", " by moonlight"),
        Hour.Sunset => random.Pick(" at sunset", " at sunset", " at dusk", " at dawn", " at sunrise", " in the evening"),
        _ => "",
    };

    private static string In(SplitMix64 random, Weather weather) => weather switch
    {
        Weather.Clouds => random.Pick(" under clouds", " with clouds", " on a cloudy day"),
        Weather.Rain => random.Pick(" in the rain", " in rain", " on a rainy day"),
        Weather.Storm => random.Pick(" in a storm", " in a thunderstorm", " with lightning"),
        Weather.Snow => random.Pick(" in the snow", " in snow", " in winter", " covered in snow", " under snow"),
        Weather.Mist => random.Pick(" in the mist", " in the fog", " in fog", " in mist"),
        _ => "",
    };

    private static string In(SplitMix64 random, Season season) => season switch
    {
        Season.Spring => random.Pick(" in spring", " in spring", " in springtime", " with blossoms"),
        Season.Autumn => random.Pick(" in autumn", " in autumn", " in the fall", " in fall"),
        _ => "",
    };

    private static string Adjective(SplitMix64 random, Weather weather) => weather switch
    {
        Weather.Clouds => random.Pick("cloudy ", "overcast "),
        Weather.Rain => "rainy ",
        Weather.Storm => "stormy ",
        Weather.Snow => random.Pick("snowy ", "winter ", "snow-covered "),
        Weather.Mist => random.Pick("misty ", "foggy "),
        _ => "",
    };

    // an hour and the weather, in no place
    private static string Sky(SplitMix64 random, Hour hour, Weather weather) => hour switch
    {
        Hour.Night => GlyphWords.WithArticle($"{(weather == Weather.Clear ? "starry " : Adjective(random, weather))}night"),
        Hour.Sunset => Joined(random.Pick("sunset", "a sunset", "sunrise", "dusk"), In(random, weather).Trim()),
        _ => weather switch
        {
            Weather.Clear => "a sunny day",
            Weather.Rain => random.Pick("rain", "a rainy day"),
            Weather.Storm => random.Pick("a storm", "a thunderstorm", "lightning"),
            Weather.Snow => random.Pick("snow", "a snowy day", "winter"),
            Weather.Mist => random.Pick("fog", "mist", "a foggy day"),
            _ => random.Pick("clouds", "a cloudy day", "a cloudy sky"),
        },
    };

    private static string Joined(params ReadOnlySpan<string?> words) =>
        string.Join(' ', words.ToArray().Where(word => !string.IsNullOrEmpty(word)));
}
