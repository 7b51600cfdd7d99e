using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Where a scene is.</summary>
internal enum Place
{
    /// <summary>Nowhere in particular.</summary>
    None,

    /// <summary>Clouds, and no ground.</summary>
    Sky,

    /// <summary>A meadow.</summary>
    Field,

    /// <summary>Conifers.</summary>
    Forest,

    /// <summary>Broad leaves.</summary>
    Jungle,

    /// <summary>Peaks.</summary>
    Mountains,

    /// <summary>Dunes.</summary>
    Desert,

    /// <summary>Open water.</summary>
    Sea,

    /// <summary>Boats and a pier.</summary>
    Harbour,

    /// <summary>Water before a row of houses.</summary>
    Canal,

    /// <summary>Water between meadows.</summary>
    River,

    /// <summary>Sand before water.</summary>
    Beach,

    /// <summary>Below the water.</summary>
    Underwater,

    /// <summary>High buildings.</summary>
    City,

    /// <summary>Small houses.</summary>
    Village,

    /// <summary>Headstones.</summary>
    Graveyard,

    /// <summary>Stars and a planet.</summary>
    Space,

    /// <summary>A wall and a floor.</summary>
    Room,

    /// <summary>Stalls under awnings.</summary>
    Market,

    /// <summary>Shelves of books.</summary>
    Library,

    /// <summary>Rocks around a bright mouth.</summary>
    Cave,

    /// <summary>Ice floes.</summary>
    Ice,

    /// <summary>Grey craters under a black sky.</summary>
    Moon,

    /// <summary>Red craters under a yellow sky.</summary>
    Mars,
}

/// <summary>When a scene is.</summary>
internal enum Hour
{
    /// <summary>By day.</summary>
    Day,

    /// <summary>At dusk or dawn.</summary>
    Sunset,

    /// <summary>At night.</summary>
    Night,
}

/// <summary>What the weather is.</summary>
internal enum Weather
{
    /// <summary>Clear.</summary>
    Clear,

    /// <summary>Clouds.</summary>
    Clouds,

    /// <summary>Rain.</summary>
    Rain,

    /// <summary>Rain and lightning.</summary>
    Storm,

    /// <summary>Falling snow, and snow on the ground.</summary>
    Snow,

    /// <summary>Mist.</summary>
    Mist,
}

/// <summary>The season, where it colours leaves.</summary>
internal enum Season
{
    /// <summary>None in particular.</summary>
    None,

    /// <summary>Blossoms.</summary>
    Spring,

    /// <summary>Yellow and red leaves.</summary>
    Autumn,
}

/// <summary>What leads through a scene.</summary>
internal enum Way
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A road with a line in its middle.</summary>
    Road,

    /// <summary>A path of earth.</summary>
    Path,

    /// <summary>A bridge over water.</summary>
    Bridge,

    /// <summary>Water that falls from rocks.</summary>
    Waterfall,
}

/// <summary>What is behind the things of a scene, and over them.</summary>
/// <param name="Place">Where.</param>
/// <param name="Hour">When.</param>
/// <param name="Weather">In what weather.</param>
internal sealed record Backdrop(Place Place, Hour Hour, Weather Weather)
{
    /// <summary>What leads through it.</summary>
    public Way Way { get; init; }

    /// <summary>The colour of the way as <c>#rrggbb</c>; null for the usual one.</summary>
    public string? WayColour { get; init; }

    /// <summary>The season.</summary>
    public Season Season { get; init; }

    /// <summary>The colour of what grows on a field, as <c>#rrggbb</c>; null for a meadow.</summary>
    public string? Crop { get; init; }

    /// <summary>Whether water lies before the land.</summary>
    public bool HasWater { get; init; }

    /// <summary>Whether polar lights are in the sky.</summary>
    public bool HasAurora { get; init; }

    /// <summary>Whether the sun or the moon is larger than usual.</summary>
    public bool HasLargeLight { get; init; }

    /// <summary>Whether nothing is said of where or when.</summary>
    public bool IsBlank => this is { Place: Place.None, Hour: Hour.Day, Weather: Weather.Clear };

    /// <summary>Whether things stand on a ground that takes their shadows.</summary>
    public bool HasGround => Place is not (Place.Sky or Place.Sea or Place.Harbour or Place.Canal or Place.Underwater or Place.Space);

    /// <summary>Whether the sky is seen.</summary>
    public bool HasSky => Place is not (Place.Underwater or Place.Room or Place.Library or Place.Cave);

    /// <summary>Whether it has hours and weather.</summary>
    public bool HasWeather => HasSky && Place is not (Place.Space or Place.Moon or Place.Mars);

    /// <summary>Whether the sky is dark.</summary>
    public bool IsDark => Hour == Hour.Night || Place is Place.Space or Place.Moon;

    /// <summary>Whether it rains.</summary>
    public bool IsWet => Weather is Weather.Rain or Weather.Storm;

    /// <summary>A colour in its light: darker at night, warmer at sunset.</summary>
    /// <param name="colour">As <c>#rrggbb</c>.</param>
    public string Shade(string colour)
    {
        var (r, g, b) = Hour switch
        {
            Hour.Night => (0.6, 0.64, 0.82),
            Hour.Sunset => (0.95, 0.75, 0.7),
            _ => IsWet || Weather == Weather.Mist ? (0.8, 0.82, 0.86) : (1.0, 1.0, 1.0),
        };
        var (red, green, blue) = Colour.FromHex(colour)!.Value;
        return new Colour((byte)(red * r), (byte)(green * g), (byte)(blue * b)).ToHex();
    }
}
