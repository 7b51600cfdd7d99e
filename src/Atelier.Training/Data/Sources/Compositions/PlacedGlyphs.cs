using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of places, with up to two drawings in them.</summary>
/// <param name="set">The drawings' pixels.</param>
/// <param name="drawings">Those to use, all with colours of their own.</param>
/// <param name="names">What captions call them.</param>
/// <param name="seed">Chooses.</param>
/// <param name="size">Pixels per side.</param>
internal sealed class PlacedGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ThingNames names, ulong seed, int size) : IComposition
{
    private const ulong PlacesSeed = 0x91ACE5, CaptionSeed = 0xCA9710;
    private const float Empty = 0.25f, Two = 0.25f; // of all: no thing, two things
    private const float Nowhere = 0.06f, WithWay = 0.08f, WithStreet = 0.4f, WithSeason = 0.3f, WithCrop = 0.25f, WithAurora = 0.15f;
    private static readonly Place[] Places = [.. Enum.GetValues<Place>().Where(place => place != Place.None)];

    private static readonly (Weather Weather, float Probability)[] Weathers =
    [
        (Weather.Rain, 0.1f), (Weather.Storm, 0.06f), (Weather.Snow, 0.12f), (Weather.Mist, 0.08f), (Weather.Clouds, 0.08f),
    ];

    private readonly BackdropPixels _backdrops = new(size);

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        var random = new SplitMix64(seed ^ PlacesSeed, k);
        var (backdrop, things) = Choose(random);
        var variant = random.Below(BackdropPixels.Variants);
        var picture = _backdrops.Behind(backdrop, variant);
        Draw(random, picture, things);
        _backdrops.LayWeather(picture, backdrop, variant);
        var caption = Caption(k, backdrop, things);
        return new(picture, -1, caption, HardNegative()) { Claims = [$"place {k}"] };

        // of the same words but for what is untrue
        string HardNegative()
        {
            var untrue = things.Length > 0 && random.Bernoulli(0.5f)
                ? Caption(k, backdrop, [drawings[random.Below(drawings.Count)], .. things[1..]])
                : Caption(k, AtAnotherTime(random, backdrop), things);
            return untrue != caption ? untrue : Caption(k, backdrop with { Place = Another(random, backdrop.Place) }, things);
        }
    }

    /// <inheritdoc/>
    public string CaptionOf(long k)
    {
        var (backdrop, things) = Choose(new SplitMix64(seed ^ PlacesSeed, k));
        return Caption(k, backdrop, things);
    }

    private (Backdrop Backdrop, Glyph[] Things) Choose(SplitMix64 random)
    {
        var backdrop = RandomBackdrop(random);
        var (first, second) = (drawings[random.Below(drawings.Count)], drawings[random.Below(drawings.Count)]);
        return (backdrop, random.Next() switch { < Empty => [], < Empty + Two => [first, second], _ => [first] });
    }

    private string Caption(long k, Backdrop shown, Glyph[] named)
    {
        var random = new SplitMix64(seed ^ CaptionSeed, k);
        return PlaceCaption.Of(random, shown, named.Length == 0
            ? null : string.Join(" and ", named.Select(thing => GlyphWords.WithArticle(names.Of(random, thing)))));
    }

    private static Backdrop RandomBackdrop(SplitMix64 random)
    {
        var place = random.Bernoulli(Nowhere) ? Place.None : random.Pick(Places);
        var choice = random.Next();
        var weather = Weathers.FirstOrDefault(one => (choice -= one.Probability) < 0).Weather;
        var hour = random.Next() switch { < 0.3f => Hour.Night, < 0.5f => Hour.Sunset, _ => Hour.Day };
        var plain = new Backdrop(place, Hour.Day, Weather.Clear);
        if (!plain.HasWeather)
        {
            return plain;
        }

        var hasAurora = hour == Hour.Night && weather == Weather.Clear && place != Place.Sky && random.Bernoulli(WithAurora);
        return new(place, hour, weather)
        {
            Way = place == Place.City && random.Bernoulli(WithStreet) ? Way.Road
                : random.Bernoulli(WithWay) ? WayIn(random, place) : Way.None,
            Season = weather != Weather.Snow && random.Bernoulli(WithSeason) ? SeasonIn(random, place) : Season.None,
            Crop = place == Place.Field && weather != Weather.Snow && random.Bernoulli(WithCrop)
                ? BackdropWords.CropOf(random.Pick<string>([.. BackdropWords.Crops])) : null,
            HasAurora = hasAurora,
        };
    }

    private static Season SeasonIn(SplitMix64 random, Place place) =>
        place is Place.Field or Place.Forest or Place.River or Place.Village or Place.City
            ? random.Pick(Season.Autumn, Season.Autumn, Season.Spring) : Season.None;

    private static Way WayIn(SplitMix64 random, Place place) => place switch
    {
        Place.Field or Place.Desert or Place.Mountains => random.Pick(Way.Road, Way.Path),
        Place.Forest or Place.Jungle => random.Pick(Way.Path, Way.Waterfall),
        Place.River or Place.City or Place.Village => Way.Bridge,
        _ => Way.None,
    };

    // at another hour or in other weather, by words that may leave both out; the same by day and when it is clear
    private static Backdrop AtAnotherTime(SplitMix64 random, Backdrop backdrop) => backdrop switch
    {
        { Weather: not Weather.Clear } when random.Bernoulli(0.5f) =>
            backdrop with { Weather = random.Pick([.. Weathers.Select(one => one.Weather).Where(one => one != backdrop.Weather)]) },
        { Hour: not Hour.Day } => backdrop with { Hour = backdrop.Hour == Hour.Night ? Hour.Sunset : Hour.Night },
        _ => backdrop,
    };

    private static Place Another(SplitMix64 random, Place place) => random.Pick([.. Places.Where(one => one != place)]);

    private void Draw(SplitMix64 random, byte[] picture, Glyph[] things)
    {
        var side = (things.Length == 2 ? random.Next(0.42f, 0.55f) : random.Next(0.5f, 0.8f)) * size;
        for (var i = 0; i < things.Length; i++)
        {
            var across = things.Length == 2 ? 0.27f + (0.46f * i) : random.Next(0.4f, 0.6f);
            var centre = (random.Next(0.9f, 0.98f) * size) - (side / 2);
            var mirror = random.Bernoulli(0.3f) && GlyphWords.CanBeMirrored(things[i]);
            GlyphPainter.Draw(
                picture, size, set.Pixels(things[i]),
                new(across * size, centre, side, Angle: 0, mirror, CentredGlyph.TintOf(things[i]), things[i].IsMono));
        }
    }
}
