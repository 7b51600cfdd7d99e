using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>Collects what the words of a prompt say of the backdrop.</summary>
internal sealed class BackdropReader
{
    private static readonly HashSet<Place> WithoutDrawings =
        [
            Place.Forest, Place.Jungle, Place.Market, Place.Library, Place.Cave, Place.Ice, Place.Harbour, Place.Canal, Place.Moon,
            Place.Mars,
        ];

    private static readonly HashSet<Place> BeforeWater = [Place.Mountains, Place.Forest, Place.City, Place.Village, Place.Jungle];

    private const double Undrawn = 0.2; // drawings of words that are farther show something else

    private Place? _place;
    private Hour? _hour;
    private Weather? _weather;
    private Way? _way;
    private Season? _season;
    private string? _wayColour;
    private string? _crop;
    private bool _hasAurora;
    private bool _hasLight;
    private bool _hasWater;
    private bool _isDrawn = true;
    private bool _isGeneral;

    /// <summary>Whether a place is named.</summary>
    public bool HasPlace => _place is not null;

    /// <summary>How much is said of it.</summary>
    public int Details => new object?[] { _place, _hour, _weather, _way, _season }.Count(detail => detail is not null)
        + (_hasWater ? 1 : 0);

    /// <summary>Whether it makes a scene without things: two details, or a place of which there are no drawings.</summary>
    public bool IsScene => Details > 1 || _way is not null || _crop is not null
        || (_place is { } place && (!_isDrawn || WithoutDrawings.Contains(place)));

    /// <summary>What was collected.</summary>
    public Backdrop Backdrop => new(_place ?? ImpliedPlace, _hour ?? Hour.Day, _weather ?? Weather.Clear)
    {
        Way = _way ?? Way.None,
        WayColour = _wayColour,
        Season = _season ?? Season.None,
        Crop = _crop,
        HasAurora = _hasAurora,
        HasLargeLight = _hasLight,
        HasWater = _hasWater,
    };

    private Place ImpliedPlace => _way is Way.Bridge or Way.Waterfall ? Place.River
        : _way is not null || _season is not null ? Place.Field : Place.None;

    /// <summary>Takes the terms of a phrase that belong to the backdrop, and returns the others.</summary>
    /// <param name="phrase">The terms after its prepositions and verbs.</param>
    /// <param name="lead">Its prepositions and verbs.</param>
    public List<Term> Take(IReadOnlyList<Term> phrase, IReadOnlyList<string> lead)
    {
        var isLed = lead.Count > 0 && lead[^1] is not ("and" or "or");
        var isOf = RelationWords.IsOf(lead);
        var head = phrase.LastOrDefault(term => term.Kind is not (TermKind.Preposition or TermKind.Verb or TermKind.Empty));
        var isWithin = isLed && !isOf && !RelationWords.IsWith(lead); // a vase with flowers is no meadow
        var namesWay = phrase.Any(term => BackdropWords.WayOf(term.English) is not null);
        var headIsPlace = head is not null && PlaceOf(head) is not null;
        var namesPlace = phrase.Any(term => PlaceOf(term) is not null);
        var isField = phrase.Any(term => PlaceOf(term) == Place.Field) || (lead.Contains("of") && _place == Place.Field);
        return [.. phrase.Where(term => term.Kind is TermKind.Preposition or TermKind.Style or TermKind.Empty || !TakeTerm(term))];

        Place? PlaceOf(Term term) => lead.Contains("on") && BackdropWords.SurfaceOf(term.English) is { } surface ? surface
            : BackdropWords.PlaceOf(PlaceWord(term, isLed), isWithin || namesWay, isHead: !isOf && term == head, RelationWords.IsIn(lead));

        bool TakeTerm(Term term)
        {
            var word = term.English;
            if (isField && word.Split(' ').Select(BackdropWords.CropOf).FirstOrDefault(crop => crop is not null) is { } crop)
            {
                _crop = crop;
            }

            if (PlaceOf(term) == Place.Sky && RelationWords.IsUnder(lead))
            {
                return true; // nothing under a starry sky is in it
            }

            if (headIsPlace && term != head && term.Kind == TermKind.Noun && (word.EndsWith("ing", StringComparison.Ordinal)
                || word.EndsWith('s')))
            {
                return true; // a fishing village, a farmers market
            }

            return BackdropWords.IsAurora(word) ? Aurora()
                : BackdropWords.WayOf(word) is { } way ? SetWay(way, phrase)
                : PlaceOf(term) is { } place ? SetPlace(place, term)
                : BackdropWords.WeatherOf(word, namesPlace) is { } weather ? Set(ref _weather, weather)
                : BackdropWords.SeasonOf(word) is { } season && (isLed || namesPlace) ? Set(ref _season, season)
                : BackdropWords.IsBlossom(LastWord(word)) && Details > 0 ? Set(ref _season, Season.Spring)
                : (BackdropWords.HourOf(word, isLed || namesPlace) ?? BackdropWords.HourOf(LastWord(word), isLed || namesPlace))
                    is { } hour ? SetHour(word, hour)
                : (word == "day" && phrase.Any(one => BackdropWords.WeatherOf(one.English) is not null))
                || (namesWay && term.Kind == TermKind.Property) || (_crop is not null && BackdropWords.CropOf(word) == _crop);
        }
    }

    /// <summary>Takes the sun, the moon, stars or a time of day over a place that is named already.</summary>
    /// <param name="words">A thing.</param>
    public bool TakeLight(string words) => HasPlace
        && BackdropWords.HourOf(LastWord(words), afterPreposition: true) is { } hour && SetHour(words, hour);

    /// <summary>Whether the place that is named shows a thing by itself: trees in a forest.</summary>
    /// <param name="words">A thing.</param>
    public bool Shows(string words) => _place is { } place && BackdropWords.IsPartOf(place, LastWord(words.ToLowerInvariant()));

    private static string LastWord(string word) => word[(word.LastIndexOf(' ') + 1)..];

    // "wheat field" is a field, unless a drawing has the name
    private static string PlaceWord(Term term, bool isLed) =>
        !isLed && term.Leads is [{ Distance: 0 }, ..] ? term.English : LastWord(term.English);

    private static bool Set<T>(ref T? detail, T found)
        where T : struct
    {
        detail ??= found;
        return true;
    }

    // water before mountains, whichever is named first
    private bool SetPlace(Place place, Term term)
    {
        var isGeneral = BackdropWords.IsGeneral(LastWord(term.English));
        _isDrawn &= term.Leads is [{ Distance: <= Undrawn }, ..] && !isGeneral;
        var isWater = place is Place.River or Place.Sea or Place.Beach;
        var hasWater = _place is Place.River or Place.Sea or Place.Beach;
        _hasWater |= (isWater && !_isGeneral && _place is { } land && BeforeWater.Contains(land))
            || (hasWater && BeforeWater.Contains(place));
        if (_place is null or Place.Sky || _isGeneral || (hasWater && BeforeWater.Contains(place)))
        {
            (_place, _isGeneral) = (place, isGeneral);
        }

        return true;
    }

    private bool SetWay(Way way, IReadOnlyList<Term> phrase)
    {
        var words = string.Join(' ', phrase.Select(term => term.English));
        _wayColour ??= PromptWords.ColoursOf(words).Select(Palette.Find).FirstOrDefault() is { } found
            ? new Colour(found.R, found.G, found.B).ToHex()
            : phrase.Select(term => Materials.ShadeOf(term.English)).FirstOrDefault(shade => shade is not null);
        return Set(ref _way, way);
    }

    private bool SetHour(string word, Hour hour)
    {
        _hasLight |= BackdropWords.IsLight(LastWord(word));
        return Set(ref _hour, hour);
    }

    private bool Aurora()
    {
        _hasAurora = true;
        return Set(ref _hour, Hour.Night);
    }
}
