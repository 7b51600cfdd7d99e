using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Scenes.Reading;

/// <summary>English words for places, hours and weather.</summary>
internal static class BackdropWords
{
    private static readonly FrozenDictionary<string, Place> Places = Table<Place>(new()
    {
        [Place.Sky] = "sky heaven heavens",
        [Place.Field] = "field meadow grass grassland garden lawn park farm farmland countryside prairie pasture savanna savannah hill "
            + "valley vineyard orchard plantation terrace landscape scenery",
        [Place.Forest] = "forest wood woods woodland grove taiga",
        [Place.Jungle] = "jungle rainforest swamp",
        [Place.Mountains] = "mountain mount peak summit himalaya himalayas alp alps andes rockies cliff canyon",
        [Place.Desert] = "desert dune sahara gobi wasteland",
        [Place.Sea] = "sea ocean wave bay atlantic pacific",
        [Place.Harbour] = "harbor harbour port marina dock pier quay wharf jetty",
        [Place.Canal] = "canal venice",
        [Place.River] = "river lake pond stream creek lagoon",
        [Place.Beach] = "beach seaside seashore shore coast coastline",
        [Place.Underwater] = "underwater undersea reef seabed",
        [Place.City] = "city downtown street avenue boulevard alley skyline metropolis cityscape",
        [Place.Village] = "village town hamlet suburb",
        [Place.Graveyard] = "graveyard cemetery churchyard",
        [Place.Space] = "space galaxy universe cosmos nebula",
        [Place.Room] = "room kitchen bedroom livingroom indoors classroom attic cellar office restaurant cafe café diner workshop "
            + "bathroom hallway corridor lobby nursery lounge laboratory gym",
        [Place.Market] = "market marketplace bazaar",
        [Place.Library] = "library bookshop bookstore",
        [Place.Cave] = "cave cavern grotto",
        [Place.Ice] = "arctic antarctica antarctic tundra glacier",
    });

    // words of things too, which are places where something is in them, or where nothing comes after them
    private static readonly FrozenSet<Place> Buildings = [Place.Room, Place.Market, Place.Library];
    private static readonly FrozenSet<string> Ambiguous =
        ["grass", "wood", "wave", "stream", "park", "farm", "space", "bay", "hill", "street", "port"];

    // of any place
    private static readonly FrozenSet<string> Views = ["landscape", "scenery"];

    // which drawings show only with something else on or in it
    private static readonly FrozenSet<string> Waters = ["sea", "ocean", "river", "lake", "pond", "stream", "creek", "lagoon", "bay"];

    // where something is on them
    private static readonly FrozenDictionary<string, Place> Surfaces =
        Table<Place>(new() { [Place.Moon] = "moon", [Place.Mars] = "mars" });

    private static readonly FrozenDictionary<string, Place> OnlyPlacesOf = Table<Place>(new()
    {
        [Place.River] = "water",
        [Place.Field] = "leaves flowers country",
        [Place.Ice] = "ice iceberg",
    });

    // with a road between houses
    private static readonly FrozenSet<string> Streets = ["street", "avenue", "boulevard", "alley"];

    // where plants that are named with it grow in rows
    private static readonly FrozenSet<string> Plantings = ["garden", "vineyard", "orchard", "plantation"];

    private static readonly FrozenDictionary<string, Hour> Hours = Table<Hour>(new()
    {
        [Hour.Night] = "night nighttime midnight starry starlit moonlit moonlight nocturnal",
        [Hour.Sunset] = "sunset dusk evening twilight dawn sunrise sundown",
    });

    private static readonly FrozenDictionary<string, Hour> LightsOf =
        Table<Hour>(new() { [Hour.Night] = "moon stars", [Hour.Day] = "sun" });

    // beside or before a place alone
    private static readonly FrozenDictionary<string, Hour> HoursOf =
        Table<Hour>(new() { [Hour.Day] = "noon midday afternoon daytime daylight sunny morning summer summertime" });

    private static readonly FrozenDictionary<string, Season> Seasons = Table<Season>(new()
    {
        [Season.Spring] = "spring springtime",
        [Season.Autumn] = "autumn autumnal fall",
    });

    private static readonly FrozenDictionary<string, Weather> WeathersOf =
        Table<Weather>(new() { [Weather.Snow] = "frozen icy" });

    private static readonly FrozenDictionary<Place, string[]> Parts = new Dictionary<Place, string[]>
    {
        [Place.Sky] = ["cloud"],
        [Place.Field] = ["grass", "flower"],
        [Place.Forest] = ["tree"],
        [Place.Jungle] = ["tree", "leaf"],
        [Place.Mountains] = ["peak", "rock"],
        [Place.Desert] = ["dune", "sand"],
        [Place.Sea] = ["wave", "water"],
        [Place.Harbour] = ["wave", "water"],
        [Place.Canal] = ["water", "house", "building"],
        [Place.Beach] = ["wave", "water", "sand"],
        [Place.River] = ["water"],
        [Place.City] = ["building", "skyscraper", "house"],
        [Place.Village] = ["house"],
        [Place.Space] = ["star"],
        [Place.Market] = ["stall"],
        [Place.Library] = ["book", "shelf", "bookshelf"],
        [Place.Ice] = ["iceberg", "snow"],
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> NightSkies = ["milky way", "night sky", "starry sky"];

    private static readonly FrozenSet<string> Auroras = ["aurora", "auroras", "aurora borealis", "northern lights", "polar lights"];

    private static readonly FrozenDictionary<string, string> CropColours = new Dictionary<string, string>
    {
        ["wheat"] = "#e8bd4a", ["barley"] = "#e0bb5a", ["corn"] = "#d9c04a", ["rice"] = "#93cf5a", ["lavender"] = "#9a6fd0",
        ["tulip"] = "#ee4f6e", ["tulips"] = "#ee4f6e", ["poppy"] = "#e8432f", ["poppies"] = "#e8432f", ["canola"] = "#f4dc3a",
        ["cotton"] = "#f7f7f2", ["hay"] = "#dcb85a",
    }.ToFrozenDictionary();

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
        [Way.Path] = "path pathway footpath trail lane",
        [Way.Bridge] = "bridge",
        [Way.Waterfall] = "waterfall waterfalls",
    });

    private static readonly FrozenDictionary<Place, string[]> Names = Places.Concat(Surfaces).GroupBy(pair => pair.Value)
        .ToFrozenDictionary(place => place.Key, place => place.Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray());

    /// <summary>The place that a word names.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="afterPreposition">Whether it is what things are in, on or at.</param>
    /// <param name="isHead">Whether other words say what it is like, and none what it is part of.</param>
    /// <param name="isIn">Whether things are in it rather than beside it.</param>
    public static Place? PlaceOf(string word, bool afterPreposition, bool isHead = false, bool isIn = true)
    {
        var forms = EnglishForms.Enumerate(word).ToList();
        return Find(Places, forms) is { } place && (Buildings.Contains(place) ? (afterPreposition && isIn) || (isHead && !afterPreposition)
                : afterPreposition || isHead || !forms.Exists(Ambiguous.Contains)) ? place
            : !afterPreposition ? null : isIn && word == "clouds" ? Place.Sky : Find(OnlyPlacesOf, forms);
    }

    /// <summary>The place that a word in lower case names where something is on it; null if it names none.</summary>
    public static Place? SurfaceOf(string word) => Find(Surfaces, [word]);

    /// <summary>Whether a word in lower case names a place with a road between houses.</summary>
    public static bool IsStreet(string word) => Streets.Contains(word);

    /// <summary>Whether words in lower case name a place where several of a plant grow: a rose garden.</summary>
    public static bool IsPlanted(string words) => Plantings.Contains(EnglishForms.LastWord(words));

    /// <summary>Whether a word in lower case names no place in particular, so that other words say more.</summary>
    public static bool IsGeneral(string word) => word == "venice" || Views.Contains(word);

    /// <summary>Whether a word in lower case names water that nothing else shows.</summary>
    public static bool IsWater(string word) => Waters.Contains(word);

    /// <summary>Whether a place is drawn with what a word in lower case names.</summary>
    public static bool IsPartOf(Place place, string word) =>
        Parts.TryGetValue(place, out var parts) && EnglishForms.Enumerate(word).Any(parts.Contains);

    /// <summary>The words for a place.</summary>
    public static IReadOnlyList<string> NamesOf(Place place) => [.. Names[place].Except(Views)];

    /// <summary>The words for a way.</summary>
    public static IReadOnlyList<string> NamesOf(Way way) =>
        [.. Ways.Where(pair => pair.Value == way).Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>The hour that a word names.</summary>
    /// <param name="word">In lower case.</param>
    /// <param name="afterPreposition">Whether it is what things are under or at.</param>
    public static Hour? HourOf(string word, bool afterPreposition) =>
        NightSkies.Contains(word) ? Hour.Night
            : Find(Hours, [word]) ?? (afterPreposition ? Find(LightsOf, [word]) ?? Find(HoursOf, [word]) : null);

    /// <summary>Whether a word in lower case names the sun, the moon or stars.</summary>
    public static bool IsLight(string word) => LightsOf.ContainsKey(word);

    /// <summary>The weather that a word in lower case names.</summary>
    /// <param name="word">The word.</param>
    /// <param name="besidePlace">Whether it says what a place is like.</param>
    public static Weather? WeatherOf(string word, bool besidePlace = false) =>
        Find(Weathers, [word]) ?? (besidePlace ? Find(WeathersOf, [word]) : null);

    /// <summary>The season that a word in lower case names.</summary>
    public static Season? SeasonOf(string word) => Find(Seasons, [word]);

    /// <summary>Whether a word in lower case names what trees have in spring.</summary>
    public static bool IsBlossom(string word) => word is "blossom" or "blossoms";

    /// <summary>Whether words in lower case name polar lights.</summary>
    public static bool IsAurora(string words) => Auroras.Contains(words);

    /// <summary>The colour, as <c>#rrggbb</c>, of a field of what a word in lower case names; null if it names no crop.</summary>
    public static string? CropOf(string word) => CropColours.GetValueOrDefault(word);

    /// <summary>The words for all crops.</summary>
    public static IReadOnlyList<string> Crops { get; } = [.. CropColours.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The words for crops of a colour.</summary>
    public static IEnumerable<string> NamesOfCrop(string colour) => Crops.Where(name => CropColours[name] == colour);

    /// <summary>The way that a word in lower case names.</summary>
    public static Way? WayOf(string word) => Find(Ways, [.. EnglishForms.Enumerate(word)]);

    /// <summary>Whether a word in lower case may name anything of a backdrop.</summary>
    public static bool Contains(string word) => PlaceOf(word, afterPreposition: true) is not null || WeatherOf(word) is not null
        || HourOf(word, afterPreposition: true) is not null || WayOf(word) is not null || SeasonOf(word) is not null || IsAurora(word);

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
