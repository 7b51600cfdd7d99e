using Atelier.Art.Imagine.Starts.Words;
using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Scenes.Reading;

/// <summary>The things that a prompt names and where they are: "a red fox with a lantern in a forest at night".</summary>
/// <param name="Things">The things, the first one the largest; at most three.</param>
/// <param name="Backdrop">What is behind them.</param>
internal sealed record SceneReading(IReadOnlyList<SceneThing> Things, Backdrop Backdrop)
{
    private const int MostThings = 3;
    private const double Inflected = 0.05; // the distance of an inflected form and more

    private static readonly Dictionary<string, int> Numbers = new()
    {
        ["two"] = 2, ["couple"] = 2, ["three"] = 3, ["several"] = 3, ["few"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["many"] = 6,
        ["seven"] = 6, ["eight"] = 6, ["nine"] = 6, ["ten"] = 6, ["dozen"] = 6, ["twelve"] = 6,
        ["2"] = 2, ["3"] = 3, ["4"] = 4, ["5"] = 5, ["6"] = 6,
    };

    /// <summary>Reads a prompt; null where it names one thing alone, or a drawing that shows all of it.</summary>
    public static SceneReading? Read(PromptReading reading)
    {
        var (things, reader) = (new List<SceneThing>(), new BackdropReader());
        string? activity = null; // without an object
        foreach (var (number, terms) in reading.Descriptions.Index())
        {
            var (mayName, isMade) = (number == 0 || IsListed(terms), false);
            foreach (var phrase in Phrases(terms))
            {
                var lead = LeadOf(phrase, out var length);
                var hadPlace = reader.Details > 0;
                var rest = reader.Take([.. phrase.Where((term, i) => (i >= length && !IsJoint(term)) || IsNumber(term))], lead);
                var noun = phrase.Exists(term => term.English == "its") ? null // a part
                    : rest.FindLast(term => term.Kind == TermKind.Noun && term.Leads.Count > 0 && term.IsUnderstood
                        && !(PlainWords.MediaModifiers.Contains(term.English) && term != phrase[^1])); // a fantasy landscape
                isMade = RelationWords.IsMade(lead) || (isMade && lead is ["and"] && !phrase.Exists(NamesOneMore));
                var isFeature = noun is not null && RelationWords.IsFeature(EnglishForms.LastWord(noun.English))
                    && !(noun.IsName && noun.English.Contains(' ')); // a ferris wheel
                var isOwn = isMade || (isFeature
                    && (lead is [.., "with" or "having"] || phrase.Exists(term => term.English is "his" or "her" or "their")));
                var count = things.Count;
                Add(things, new(lead, rest, isOwn && things.Count > 0 ? null : noun)
                {
                    MayName = mayName, IsListed = number > 0, IsAfterPlace = hadPlace, HasPlace = reader.HasPlace,
                });
                if (things.Count > count && BackdropWords.IsPlanted(phrase[^1].English))
                {
                    things[^1] = things[^1] with { IsPlural = true }; // the roses of a rose garden
                }

                activity = lead.Where((word, i) => noun is null || i < lead.Count - 1).FirstOrDefault(PlainWords.IsParticiple) ?? activity;
            }
        }

        things.RemoveAll(thing => reader.Shows(thing.Words) || reader.TakeLight(thing.Words) || IsPartOfOne(things, thing));
        if (things.Count == 0 && reader.Content is { } content)
        {
            things.Add(content);
        }

        if (things is [{ Count: 1 } somebody])
        {
            things = [.. Doing(somebody, activity, reader.HasPlace)];
        }

        var backdrop = reader.Backdrop;
        var isAfloat = things is [{ IsAfloat: true }, ..] && !things.Exists(thing => thing.Relation is Relation.Inside or Relation.Within);
        backdrop = isAfloat && backdrop is { IsBlank: false, Place: Place.None } ? backdrop with { Place = Place.Sea } : backdrop;
        var isScene = things.Count > 1 || (things.Count == 1 && (reader.Details > 0 || things[0].Count > 1)) || reader.IsScene;
        return !isScene ? null
            : new(backdrop.IsBlank ? things : [.. things.Select(thing => thing.IsPlural ? thing with { Count = 2 } : thing)], backdrop);
    }

    // a man who walks in a park is drawn walking, one who reads with a book, and one who does nothing standing there
    private static IEnumerable<SceneThing> Doing(SceneThing somebody, string? activity, bool isThere)
    {
        var canStand = Activities.CanStand(somebody.Drawing);
        var posture = !canStand ? null : activity is not null && Activities.IsPosture(activity) ? activity : isThere ? "standing" : null;
        yield return posture is null ? somebody : somebody with { Words = $"{somebody.Words} {posture}" };
        if (activity is not null && posture != activity)
        {
            if (Activities.ToolOf(activity) is { } tool)
            {
                yield return new(tool, Relation.With);
            }
            else if (Activities.VehicleOf(activity) is { } vehicle)
            {
                yield return new(vehicle, Relation.Beneath);
            }
        }
    }

    // the armour of a knight: a drawing of the one shows the other
    private static bool IsPartOfOne(List<SceneThing> things, SceneThing thing) => thing is { Count: 1, Relation: not Relation.Beside }
        && things.Find(one => one.Drawing == thing.Drawing) != thing;

    // what a phrase says of things: of those before, or of one of its own
    private static void Add(List<SceneThing> things, Clause clause)
    {
        var (lead, rest, noun) = clause;
        if (RelationWords.IsFlying(lead) && things.Count > 0)
        {
            things[^1] = things[^1] with { IsAloft = true };
        }

        if (things.Count > 0 && RelationWords.IsOnTop(lead, noun?.English) && !rest.Exists(IsPossessive))
        {
            if (things.Count == 2) // one alone may stand on one leg
            {
                things[1] = things[1] with { Relation = Relation.Worn };
            }
        }
        else if (noun is not null && things.Count < MostThings && things is [.., var display]
            && (lead is ["of"] ? RelationWords.IsDisplay(EnglishForms.LastWord(display.Words))
                : lead is ["containing"] && RelationWords.IsHolder(EnglishForms.LastWord(display.Words))))
        {
            things[^1] = ThingOf(rest, noun, display.Relation);
            things.Add(display with { Relation = RelationWords.Holding([EnglishForms.LastWord(display.Words)]) });
        }
        else if (noun is not null && clause.MayName && things.Count < MostThings
            && (clause.IsListed ? Relation.Beside : RelationOf(things, clause, noun)) is { } relation)
        {
            things.Add(ThingOf(rest, noun, relation));
        }
        else if (things.Count > 0 && !clause.HasPlace && (RelationWords.IsOf(lead) || (noun is null && RelationWords.IsWith(lead))))
        {
            things[^1] = things[^1] with { Words = $"{things[^1].Words} {string.Join(' ', lead)} {WordsOf(rest)}" };
        }
    }

    private static Relation? RelationOf(List<SceneThing> things, Clause clause, Term noun) =>
        RelationWords.Find(clause.Lead, [.. NounForms(noun)]) is { } said ? said
        : noun.StandIn is null && RelationWords.IsWorn(clause.Lead, [.. NounForms(noun)]) ? Relation.With
        : !clause.IsAfterPlace && IsHeld(things, clause, noun) ? Relation.Inside
        : things.Count == 0 && !(clause.IsAfterPlace && clause.Lead is [.., "in"]) ? Relation.With // but not a village in Norway
        : null;

    // a goldfish in a light bulb, but not a girl in love
    private static bool IsHeld(List<SceneThing> things, Clause clause, Term noun) =>
        things.Count == 1 && clause.Lead is [.., "in" or "inside" or "within"] && noun is { IsName: true, StandIn: null }
        && clause.Rest.Exists(term => term.English is "a" or "an" or "the");

    // the prepositions and verbs of a phrase, and how many terms they take
    private static IReadOnlyList<string> LeadOf(List<Term> phrase, out int length)
    {
        Term[] before = [.. phrase.TakeWhile(term => IsJoint(term) || term.Kind == TermKind.Empty)];
        length = before.Length == phrase.Count ? before.Length : Array.FindLastIndex(before, IsJoint) + 1; // on its back
        return RelationWords.WithoutAmounts(
            [.. before.Take(length).Select(term => term.English).Where(word => word is not ("a" or "an" or "the"))]);
    }

    // the singular among others
    private static IEnumerable<string> NounForms(Term noun) => EnglishForms.Enumerate(EnglishForms.LastWord(noun.English));

    // "on a pirate's shoulder" is on a pirate
    private static SceneThing ThingOf(List<Term> rest, Term noun, Relation relation)
    {
        var isPlural = noun.English == "fish" ? !rest.Exists(term => term.English is "a" or "the" || IsPossessive(term))
            : noun.English.EndsWith('s') && noun.Leads[0].Distance is > 0 and < Inflected;
        var isPart = relation == Relation.Beneath && RelationWords.IsBodyPart(noun.English)
            && rest.Exists(IsPossessive);
        IEnumerable<Term> words = isPart ? rest.Where(term => term != noun) : rest;
        int? count = rest.Select(term => Numbers.GetValueOrDefault(term.English)).FirstOrDefault(number => number > 0) is > 0 and var found
            ? found : null;
        return new(WordsOf(words.Where(term => !IsNumber(term))), relation)
        {
            Count = count ?? 1,
            IsPlural = isPlural && count is null,
            Drawing = noun.Leads[0].Word,
            IsAloft = NounForms(noun).Any(RelationWords.IsSkyThing),
            IsSwimming = NounForms(noun).Any(RelationWords.IsSwimming),
            IsAfloat = NounForms(noun).Any(RelationWords.IsAfloat) && !rest.Exists(term => RelationWords.IsSkyThing(term.English)),
        };
    }

    private static bool IsListed(IReadOnlyList<Term> terms) => terms.SkipWhile(term => term.English == "and").FirstOrDefault() is { } first
        && (first.English is "a" or "an" || IsNumber(first)) && !terms.Any(term => term.Kind == TermKind.Style);

    private static bool NamesOneMore(Term term) => term.English is "a" or "an" or "the" || IsNumber(term);

    private static bool IsNumber(Term term) => Numbers.ContainsKey(term.English);

    private static bool IsPossessive(Term term) => term.English.EndsWith("'s", StringComparison.Ordinal);

    private static string WordsOf(IEnumerable<Term> terms) =>
        string.Join(' ', terms.Where(term => term.Kind != TermKind.Preposition).Select(term => term.Translation ?? term.Written));

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

    // the prepositions and verbs of a phrase, what is not of the backdrop, and the thing that it names
    private readonly record struct Clause(IReadOnlyList<string> Lead, List<Term> Rest, Term? Noun)
    {
        public bool MayName { get; init; }

        // after a comma
        public bool IsListed { get; init; }

        public bool IsAfterPlace { get; init; }

        // before it, or in it
        public bool HasPlace { get; init; }
    }
}
