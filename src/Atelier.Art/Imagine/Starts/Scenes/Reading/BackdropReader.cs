using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts.Scenes.Reading;

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
    private Term? _content;
    private bool _hasAurora;
    private bool _hasLight;
    private bool _hasWater;
    private bool _isDrawn = true;
    private bool _isGeneral;

    /// <summary>Whether a place is named.</summary>
    public bool HasPlace => _place is not null;

    /// <summary>What is in a place that a drawing shows by that: the bed of a bedroom, the grapes of a vineyard; null if there is none.
    /// </summary>
    public SceneThing? Content => _content is { } named && BackdropWords.IsPlanted(named.English) is var isPlanted
        && (isPlanted || _place == Place.Room) ? new(named.Written, Relation.With) { IsPlural = isPlanted } : null;

    /// <summary>How much is said of it.</summary>
    public int Details => new object?[] { _place, _hour, _weather, _way, _season }.Count(detail => detail is not null)
        + (_hasWater ? 1 : 0);

    /// <summary>Whether it makes a scene without things: two details, or a place of which there are no drawings.</summary>
    public bool IsScene => Details > 1 || _way is not null || _crop is not null || _hasAurora
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
        : _way is not null || _season is not null ? Place.Field : _hasAurora ? Place.Mountains : Place.None;

    /// <summary>Takes the terms of a phrase that belong to the backdrop, and returns the others.</summary>
    /// <param name="terms">The terms after its prepositions and verbs.</param>
    /// <param name="lead">Its prepositions and verbs.</param>
    public List<Term> Take(IReadOnlyList<Term> terms, IReadOnlyList<string> lead)
    {
        var phrase = new Phrase(terms, lead);
        var isField = phrase.Names(Place.Field) || (lead.Contains("of") && _place == Place.Field);
        return [.. terms.Where(term => term.Kind is TermKind.Preposition or TermKind.Style or TermKind.Empty
            || !(TakeCrop(term, isField) || TakePlace(phrase, term) || TakeTime(phrase, term)))];
    }

    private bool TakeCrop(Term term, bool isField)
    {
        _crop = isField ? term.English.Split(' ').Select(BackdropWords.CropOf).FirstOrDefault(crop => crop is not null) ?? _crop : _crop;
        return _crop is not null && BackdropWords.CropOf(term.English) == _crop;
    }

    private bool TakePlace(Phrase phrase, Term term)
    {
        var (word, place) = (term.English, phrase.PlaceOf(term));
        return (place == Place.Sky && RelationWords.IsUnder(phrase.Lead)) // nothing under a starry sky is in it
            || phrase.IsKindOfPlace(term)
            || (BackdropWords.IsAurora(word) && TakeAurora())
            || (BackdropWords.WayOf(word) is { } way ? SetWay(way, phrase.Terms) : place is { } named && SetPlace(named, term))
            || (phrase.NamesWay && term.Kind == TermKind.Property);
    }

    private bool TakeTime(Phrase phrase, Term term)
    {
        var (word, isSaid) = (term.English, phrase.IsLed || phrase.NamesPlace);
        return BackdropWords.WeatherOf(word, phrase.NamesPlace) is { } weather ? Set(ref _weather, weather)
            : isSaid && BackdropWords.SeasonOf(word) is { } season ? Set(ref _season, season)
            : BackdropWords.IsBlossom(EnglishForms.LastWord(word)) && Details > 0 ? Set(ref _season, Season.Spring)
            : (BackdropWords.HourOf(word, isSaid) ?? BackdropWords.HourOf(EnglishForms.LastWord(word), isSaid)) is { } hour
                ? SetHour(word, hour)
            : word == "dark" && phrase.NamesPlace ? SetHour(word, Hour.Night)
            : word == "day" && phrase.Terms.Any(one => BackdropWords.WeatherOf(one.English) is not null);
    }

    /// <summary>Takes the sun, the moon, stars or a time of day over a place that is named already.</summary>
    /// <param name="words">A thing.</param>
    public bool TakeLight(string words) => HasPlace
        && BackdropWords.HourOf(EnglishForms.LastWord(words), afterPreposition: true) is { } hour && SetHour(words, hour);

    /// <summary>Whether the place that is named shows a thing by itself: trees in a forest.</summary>
    /// <param name="words">A thing.</param>
    public bool Shows(string words) =>
        _place is { } place && BackdropWords.IsPartOf(place, EnglishForms.LastWord(words.ToLowerInvariant()));

    // "wheat field" is a field, unless a drawing has the name
    private static string PlaceWord(Term term, bool isLed) =>
        !isLed && term.Leads is [{ Distance: 0 }, ..] ? term.English : EnglishForms.LastWord(term.English);

    private static bool Set<T>(ref T? detail, T found)
        where T : struct
    {
        detail ??= found;
        return true;
    }

    // water before mountains, whichever is named first
    private bool SetPlace(Place place, Term term)
    {
        var word = EnglishForms.LastWord(term.English);
        var isGeneral = BackdropWords.IsGeneral(word);
        _isDrawn &= term.Leads is [{ Distance: <= Undrawn }, ..] && !isGeneral && !BackdropWords.IsWater(word);
        var isWater = place is Place.River or Place.Sea or Place.Beach;
        var hasWater = _place is Place.River or Place.Sea or Place.Beach;
        _hasWater |= (isWater && !_isGeneral && _place is { } land && BeforeWater.Contains(land))
            || (hasWater && BeforeWater.Contains(place));
        if (_place is null or Place.Sky || _isGeneral || (hasWater && BeforeWater.Contains(place)))
        {
            (_place, _isGeneral, _content) = (place, isGeneral, term.IsName || term.StandIn is not null ? term : null);
        }

        _way = BackdropWords.IsStreet(word) ? _way ?? Way.Road : _way;
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
        _hasLight |= BackdropWords.IsLight(EnglishForms.LastWord(word));
        return Set(ref _hour, hour);
    }

    private bool TakeAurora()
    {
        _hasAurora = true;
        return Set(ref _hour, Hour.Night);
    }

    // a phrase and the prepositions and verbs before it
    private sealed class Phrase(IReadOnlyList<Term> terms, IReadOnlyList<string> lead)
    {
        private readonly Term? _head = terms.LastOrDefault(term => term.Kind is TermKind.Noun or TermKind.Adjective or TermKind.Style)
            ?? terms.LastOrDefault(term => term.Kind == TermKind.Property);

        public IReadOnlyList<Term> Terms => terms;

        public IReadOnlyList<string> Lead => lead;

        public bool IsLed => lead.Count > 0 && lead[^1] is not ("and" or "or");

        public bool NamesWay => terms.Any(term => BackdropWords.WayOf(term.English) is not null);

        public bool NamesPlace => terms.Any(term => PlaceOf(term) is not null);

        public bool Names(Place place) => terms.Any(term => PlaceOf(term) == place);

        public Place? PlaceOf(Term term)
        {
            if (lead.Contains("on") && BackdropWords.SurfaceOf(term.English) is { } surface)
            {
                return surface;
            }

            var isOf = RelationWords.IsOf(lead);
            var isWithin = IsLed && !isOf && !RelationWords.IsWith(lead); // a vase with flowers is no meadow
            var place = BackdropWords.PlaceOf(
                PlaceWord(term, IsLed), isWithin || NamesWay, isHead: !isOf && term == _head, RelationWords.IsIn(lead));
            return place == Place.Sea && RelationWords.IsUnder(lead) ? Place.Underwater : place;
        }

        // fishing of a fishing village, farmers of a farmers market, street of a street market
        public bool IsKindOfPlace(Term term) => _head is { Kind: TermKind.Noun } && term != _head && PlaceOf(_head) is not null
            && term.Kind == TermKind.Noun && (term.English.EndsWith("ing", StringComparison.Ordinal) || term.English.EndsWith('s')
                || (PlaceOf(term) is null && BackdropWords.PlaceOf(term.English, afterPreposition: true) is not null));
    }
}
