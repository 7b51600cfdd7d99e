using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Words;

namespace Atelier.Art.Imagine.Starts.Scenes;

/// <summary>How a thing lies to the thing before it.</summary>
internal enum Relation
{
    /// <summary>Small, at its side.</summary>
    With,

    /// <summary>At its side, at the same size.</summary>
    Beside,

    /// <summary>Below it, and touched by it.</summary>
    Beneath,

    /// <summary>Above it.</summary>
    Above,
}

/// <summary>A thing of a scene.</summary>
/// <param name="Words">What it is, with what it is like.</param>
/// <param name="Relation">How it lies to the thing before it.</param>
internal sealed record SceneThing(string Words, Relation Relation);

/// <summary>The things that a prompt names and where they are: "a red fox with a lantern in a forest at night".</summary>
/// <param name="Things">The things, the first one the largest; at most three.</param>
/// <param name="Backdrop">What is behind them.</param>
internal sealed record SceneReading(IReadOnlyList<SceneThing> Things, Backdrop Backdrop)
{
    private const int MostThings = 3;

    private static readonly FrozenSet<string> Under = Set("under beneath below underneath");
    private static readonly FrozenSet<string> Over = Set("on upon onto over above riding atop");
    private static readonly FrozenSet<string> Beside = Set("and beside besides near by next behind between against before");

    // what follows belongs to the thing before
    private static readonly FrozenSet<string> Of = Set("of made wearing covered filled from");

    // what follows is no thing of its own
    private static readonly FrozenSet<string> Loose =
        Set("of from for as like made in at to into inside during wearing through covered filled without than but or via per versus vs");

    /// <summary>Reads a prompt; null where it names one thing alone, or a drawing that shows all of it.</summary>
    public static SceneReading? Read(PromptReading reading)
    {
        var (things, phrases) = (new List<SceneThing>(), new List<string>());
        var (place, hour, weather, way) = ((Place?)null, (Hour?)null, (Weather?)null, (Way?)null);
        foreach (var (number, terms) in reading.Descriptions.Index())
        {
            foreach (var phrase in Phrases(terms))
            {
                var joint = phrase.TakeWhile(term => IsJoint(term)).Select(term => term.English).LastOrDefault() ?? "";
                var isLed = phrase.Any(term => term.Kind == TermKind.Preposition) && joint is not ("and" or "or");
                var isPlain = !phrase.Any(IsColourOrMaterial); // a red bridge is a thing
                var rest = new List<Term>();
                foreach (var term in phrase.Where(term => !IsJoint(term)))
                {
                    if (term.Kind is TermKind.Preposition or TermKind.Style or TermKind.Empty || !Take(term.English, isLed, isPlain))
                    {
                        rest.Add(term);
                    }
                }

                var names = rest.Any(term => term.Kind is TermKind.Noun && term.Leads.Count > 0 && term.IsKnown);
                if (names && number == 0 && (things.Count == 0 || !Loose.Contains(joint)) && things.Count < MostThings)
                {
                    things.Add(new(WordsOf(rest), RelationOf(joint)));
                }
                else if (things.Count > 0 && place is null && Of.Contains(joint))
                {
                    things[^1] = things[^1] with { Words = $"{things[^1].Words} {joint} {WordsOf(rest)}" };
                }
            }
        }

        place ??= way switch
        {
            Way.Bridge or Way.Waterfall => Place.River, not null => Place.Field, null => null,
        };
        var backdrop = new Backdrop(place ?? Place.None, hour ?? Hour.Day, weather ?? Weather.Clear) { Way = way ?? Way.None };
        var details = (place is null ? 0 : 1) + (hour is null ? 0 : 1) + (weather is null ? 0 : 1) + (way is null ? 0 : 1);
        var isScene = things.Count > 1 || (things.Count == 1 && details > 0) || details > 1 || place is Place.Forest or Place.Jungle;
        return isScene ? new(things, backdrop) : null;

        // whether a word belongs to the backdrop
        bool Take(string word, bool isLed, bool isPlain)
        {
            if (isPlain && BackdropWords.WayOf(word) is { } foundWay)
            {
                way ??= foundWay;
                return true;
            }

            if (BackdropWords.PlaceOf(word, isLed) is { } foundPlace)
            {
                place = place is null or Place.Sky ? foundPlace : place;
                return true;
            }

            if (BackdropWords.WeatherOf(word) is { } foundWeather)
            {
                weather ??= foundWeather;
                return true;
            }

            if (BackdropWords.HourOf(word, isLed) is { } foundHour)
            {
                hour ??= foundHour;
                return true;
            }

            return false;
        }
    }

    private static Relation RelationOf(string joint) => Under.Contains(joint) ? Relation.Above
        : Over.Contains(joint) ? Relation.Beneath
        : Beside.Contains(joint) ? Relation.Beside
        : Relation.With;

    private static string WordsOf(IEnumerable<Term> terms) =>
        string.Join(' ', terms.Where(term => term.Kind != TermKind.Preposition).Select(term => term.Translation ?? term.Written));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();

    private static bool IsColourOrMaterial(Term term) => PlainWords.IsColour(term.English)
        || (PlainWords.Materials.Contains(term.English) && term.English != "stone");

    private static bool IsJoint(Term term) => term.Kind is TermKind.Preposition or TermKind.Verb;

    // each begins with prepositions or verbs
    private static List<List<Term>> Phrases(IReadOnlyList<Term> terms)
    {
        var phrases = new List<List<Term>> { new() };
        foreach (var term in terms)
        {
            if (IsJoint(term) && phrases[^1].Any(one => !IsJoint(one) && one.Kind != TermKind.Empty))
            {
                phrases.Add([]);
            }

            phrases[^1].Add(term);
        }

        return phrases;
    }
}
