using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Words;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>English words for places, hours and weather.</summary>
internal static class BackdropWords
{
    private static readonly FrozenDictionary<string, Place> Places = Table<Place>(new()
    {
        [Place.Sky] = "sky heaven heavens",
        [Place.Field] = "field meadow grass grassland garden lawn park farm farmland countryside prairie pasture savanna savannah hill "
            + "valley",
        [Place.Forest] = "forest wood woods woodland grove taiga",
        [Place.Jungle] = "jungle rainforest swamp",
        [Place.Mountains] = "mountain mount peak summit himalaya himalayas alp alps andes rockies cliff canyon",
        [Place.Desert] = "desert dune sahara gobi wasteland",
        [Place.Sea] = "sea ocean wave bay harbor harbour atlantic pacific",
        [Place.River] = "river lake pond stream creek lagoon",
        [Place.Beach] = "beach seaside seashore shore coast coastline",
        [Place.Underwater] = "underwater undersea reef seabed",
        [Place.City] = "city town downtown street skyline metropolis cityscape",
        [Place.Village] = "village hamlet suburb",
        [Place.Graveyard] = "graveyard cemetery churchyard",
        [Place.Space] = "space galaxy universe cosmos nebula",
        [Place.Room] = "room kitchen bedroom livingroom indoors classroom",
    });

    // words of things too, which are places after a preposition alone
    private static readonly FrozenSet<Place> OnlyAfterPreposition = [Place.Room];
    private static readonly FrozenSet<string> Ambiguous =
        ["grass", "wood", "wave", "stream", "park", "farm", "space", "bay", "hill", "street"];

    private static readonly FrozenDictionary<string, Place> OnlyPlacesOf = Table<Place>(new()
    {
        [Place.River] = "water",
        [Place.Field] = "leaves flowers",
    });

    private static readonly FrozenDictionary<string, Hour> Hours = Table<Hour>(new()
    {
        [Hour.Night] = "night nighttime midnight starry starlit moonlit moonlight nocturnal",
        [Hour.Sunset] = "sunset dusk evening twilight dawn sunrise sundown",
    });

    private static readonly FrozenDictionary<string, Hour> LightsOf = Table<Hour>(new() { [Hour.Night] = "moon stars" });

    private static readonly FrozenDictionary<string, Weather> Weathers = Table<Weather>(new()
    {
        [Weather.Clouds] = "cloudy overcast cloud clouds",
        [Weather.Rain] = "rain rainy raining drizzle rainstorm",
        [Weather.Storm] = "storm stormy thunderstorm lightning tempest",
        [Weather.Snow] = "snow snowy snowing snowfall blizzard winter wintry snowstorm",
        [Weather.Mist] = "mist misty fog foggy haze hazy",
    });

    private static readonly FrozenDictionary<string, Way> Ways = Table<Way>(new()
    {
        [Way.Road] = "road highway roadside",
        [Way.Path] = "path pathway footpath trail lane alley",
        [Way.Bridge] = "bridge",
        [Way.Waterfall] = "waterfall waterfalls",
    });

    private static readonly FrozenDictionary<Place, string[]> Names = Places.GroupBy(pair => pair.Value)
        .ToFrozenDictionary(place => place.Key, place => place.Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray());

    /// <summary>The place that a word names.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="afterPreposition">Whether it is what things are in, on or at.</param>
    public static Place? PlaceOf(string word, bool afterPreposition)
    {
        var forms = EnglishForms.Enumerate(word).ToList();
        return Find(Places, forms) is { } place
                && (afterPreposition || !(OnlyAfterPreposition.Contains(place) || forms.Exists(Ambiguous.Contains))) ? place
            : afterPreposition ? Find(OnlyPlacesOf, forms) : null;
    }

    /// <summary>The words for a place.</summary>
    public static IReadOnlyList<string> NamesOf(Place place) => Names[place];

    /// <summary>The words for a way.</summary>
    public static IReadOnlyList<string> NamesOf(Way way) =>
        [.. Ways.Where(pair => pair.Value == way).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>The hour that a word names.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="afterPreposition">Whether it is what things are under or at.</param>
    public static Hour? HourOf(string word, bool afterPreposition) =>
        Find(Hours, [word]) ?? (afterPreposition ? Find(LightsOf, [word]) : null);

    /// <summary>The weather that a word in lower case names.</summary>
    public static Weather? WeatherOf(string word) => Find(Weathers, [word]);

    /// <summary>The way that a word in lower case names.</summary>
    public static Way? WayOf(string word) => Find(Ways, [.. EnglishForms.Enumerate(word)]);

    /// <summary>Whether a word in lower case may name anything of a backdrop.</summary>
    public static bool Contains(string word) => PlaceOf(word, afterPreposition: true) is not null || WeatherOf(word) is not null
        || HourOf(word, afterPreposition: true) is not null || WayOf(word) is not null;

    private static T? Find<T>(FrozenDictionary<string, T> table, IReadOnlyList<string> forms)
        where T : struct
    {
        foreach (var form in forms)
        {
            if (table.TryGetValue(form, out var found))
            {
                return found;
            }
        }

        return null;
    }

    private static FrozenDictionary<string, T> Table<T>(Dictionary<T, string> words)
        where T : struct =>
        words.SelectMany(pair => pair.Value.Split(' ').Select(word => (Word: word, Meaning: pair.Key)))
            .ToFrozenDictionary(pair => pair.Word, pair => pair.Meaning);
}
