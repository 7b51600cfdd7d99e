using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Words.English;

namespace Atelier.Art.Imagine.Starts.Scenes.Reading;

/// <summary>English words for how things lie to each other.</summary>
internal static class RelationWords
{
    private static readonly FrozenSet<string> Under = Set("under beneath below underneath");
    private static readonly FrozenSet<string> Over = Set("on upon onto over above riding atop");
    private static readonly FrozenSet<string> Beside = Set("and or vs versus as beside besides near by next between against");
    private static readonly FrozenSet<string> Behind = Set("front before");
    private static readonly FrozenSet<string> Before = Set("behind");
    private static readonly FrozenSet<string> Inside = Set("in inside into within out");
    private static readonly FrozenSet<string> With = Set("with holding carrying having wearing containing");
    private static readonly FrozenSet<string> Wearing = Set("wearing with in");
    private static readonly FrozenSet<string> Flying = Set("flying soaring hovering floating gliding");

    // what follows belongs to the thing before
    private static readonly FrozenSet<string> Of = Set("of made covered filled from");

    // what follows is no thing of its own
    private static readonly FrozenSet<string> Loose =
        Set("of from for like made wearing in at to into inside during through covered filled without than but via per");

    private static readonly FrozenSet<string> Amounts = Set("piece slice pile pair couple bunch group set lot lots kind type sort stack");

    private static readonly FrozenSet<string> Holders = Set(
        "bag basket bath bathtub bed boat bowl box bucket car cart cup egg glass hat mug nest pocket pot sack shell "
        + "shoe sock teacup teapot tub vase machine oven fridge suitcase backpack drawer tank basin barrel crate envelope cauldron "
        + "wheelbarrow rowboat canoe gondola dinghy raft truck van bus train taxi tractor airplane helicopter rocket spaceship submarine "
        + "elevator tent hammock pram stroller armchair cradle treehouse igloo sink");

    // of glass, or of bars
    private static readonly FrozenSet<string> SeenThrough = Set("bulb jar bottle bubble cage aquarium fishbowl lantern snowglobe globe");

    private static readonly FrozenSet<string> Displays = Set("vase basket");

    private static readonly FrozenSet<string> Headwear = Set(
        "hat cap crown helmet beret sombrero tiara turban fez bonnet wreath sunglasses glasses goggles headphone headphones");

    private static readonly FrozenSet<string> SkyThings = Set(
        "airplane aeroplane plane jet helicopter balloon blimp zeppelin parachute ufo saucer spaceship rocket kite rainbow comet meteor "
        + "star planet moon eagle seagull fireworks firework");

    // what a thing has of its own
    private static readonly FrozenSet<string> Features = Set(
        "wing tail horn eye ear tooth teeth beak nose mouth hair fur mane feather leg arm claw fang whisker petal wheel sail beard "
        + "mustache moustache smile roof door handle strap button sleeve freckle spike tusk hoof paw stripe spot tassel sticker "
        + "fringe scale shadow skin stem shade spout thorn lid collar brim fin hood");

    private static readonly FrozenSet<string> Afloat =
        Set("ship boat sailboat yacht galleon steamboat submarine whale dolphin shark");

    private static readonly FrozenSet<string> Swimmers = Set(
        "fish goldfish clownfish angelfish pufferfish shark whale dolphin octopus squid jellyfish turtle seahorse mermaid merman ray "
        + "stingray eel seal diver submarine");

    private static readonly FrozenSet<string> Garments = Set(
        "dress scarf boot coat sweater jumper jacket tie suit shirt t-shirt tutu kimono sari robe bathrobe cape apron glove sock shoe "
        + "skate pyjamas pajamas uniform gown vest hoodie swimsuit bikini kilt poncho raincoat armour armor costume mask skirt blouse toga "
        + "tuxedo cardigan sweatshirt onesie spacesuit wetsuit top hijab jersey jeans trousers pants shorts");

    private static readonly FrozenSet<string> BodyParts =
        Set("shoulder shoulders head back arm hand lap knee nose finger leg legs foot feet");

    /// <summary>The relation that words before a thing state; null where it is no thing of its own.</summary>
    /// <param name="lead">The words before it, in lower case.</param>
    /// <param name="noun">The forms of the thing's last word, the singular among them.</param>
    public static Relation? Find(IReadOnlyList<string> lead, IReadOnlyList<string> noun) =>
        noun.Any(Headwear.Contains) && !lead.Contains("inside") && lead.Any(Wearing.Contains) && !lead.Contains("out") ? Relation.Worn
        : lead.Any(Behind.Contains) ? Relation.Behind
        : lead.Any(Before.Contains) ? Relation.Before
        : noun.Any(IsHolder) && lead.Any(Inside.Contains) ? Holding(noun)
        : lead.Any(Under.Contains) ? Relation.Above
        : lead.Any(Over.Contains) ? Relation.Beneath
        : lead.Any(Beside.Contains) ? Relation.Beside
        : lead.Count > 0 && (Loose.Contains(lead[^1]) || lead[0] == "of") ? null
        : Relation.With;

    /// <summary>Whether words before a thing make it a part or a material of the thing before.</summary>
    public static bool IsOf(IReadOnlyList<string> lead) => lead.Count > 0 && (Of.Contains(lead[^1]) || lead[0] == "of")
        && !lead.Any(word => Over.Contains(word) || Under.Contains(word) || Behind.Contains(word) || word is "in" or "middle" or "edge");

    /// <summary>Whether words before a material say that the thing before is made of it.</summary>
    public static bool IsMade(IReadOnlyList<string> lead) => lead is [.., "of" or "from"] && lead.Any(PlainWords.Makings.Contains);

    /// <summary>Whether a thing that another has, in lower case, is a part of it.</summary>
    public static bool IsFeature(string noun) => Features.Contains(noun) || (noun.EndsWith('s') && Features.Contains(noun[..^1]));

    /// <summary>Whether words before a place put the thing before into it.</summary>
    public static bool IsIn(IReadOnlyList<string> lead) => lead is [.., "in" or "inside" or "at" or "within" or "into" or "through"]
        && !lead.Any(Behind.Contains);

    /// <summary>Whether words before a thing put the thing before under it.</summary>
    public static bool IsUnder(IReadOnlyList<string> lead) => lead.Any(Under.Contains);

    /// <summary>Whether words before a thing say that another has it.</summary>
    public static bool IsWith(IReadOnlyList<string> lead) => lead.Count > 0 && With.Contains(lead[^1]);

    /// <summary>The words before a thing without "a piece of".</summary>
    public static IReadOnlyList<string> WithoutAmounts(IReadOnlyList<string> lead) =>
        lead.Count > 1 && lead[^1] == "of" && Amounts.Contains(lead[^2]) ? [.. lead.Take(lead.Count - 2)] : lead;

    /// <summary>Whether a thing, singular, shows what is in it: a vase of tulips.</summary>
    public static bool IsDisplay(string noun) => Displays.Contains(noun);

    /// <summary>Whether a thing is a garment that another wears.</summary>
    /// <param name="lead">The words before it, in lower case.</param>
    /// <param name="noun">The forms of the thing's last word, the singular among them.</param>
    public static bool IsWorn(IReadOnlyList<string> lead, IReadOnlyList<string> noun) =>
        noun.Any(Garments.Contains) && lead.Any(Wearing.Contains);

    /// <summary>Whether a thing, singular, may hold others, as a bathtub full of kittens does.</summary>
    public static bool IsHolder(string noun) => Holders.Contains(noun) || SeenThrough.Contains(noun);

    /// <summary>How what holds a thing lies to it.</summary>
    /// <param name="holder">The forms of the holder's last word, the singular among them.</param>
    public static Relation Holding(IReadOnlyList<string> holder) =>
        holder.Any(SeenThrough.Contains) ? Relation.Within : Relation.Inside;

    /// <summary>Whether words put the thing before on top of the one before that: on its back.</summary>
    /// <param name="lead">The words before a part.</param>
    /// <param name="part">The part; null where it is named by them.</param>
    public static bool IsOnTop(IReadOnlyList<string> lead, string? part) => lead.Any(Over.Contains)
        && (part is null ? lead.Any(word => word is "back" or "top") : BodyParts.Contains(part));

    /// <summary>Whether words before a place say that the thing before flies there.</summary>
    public static bool IsFlying(IReadOnlyList<string> lead) => lead.Any(Flying.Contains);

    /// <summary>Whether a thing, singular, is in the sky unless something else is said.</summary>
    public static bool IsSkyThing(string noun) => SkyThings.Contains(noun);

    /// <summary>Whether a thing, singular, is at sea unless something else is said.</summary>
    public static bool IsAfloat(string noun) => Afloat.Contains(noun);

    /// <summary>Whether a thing, singular, swims where it is under water.</summary>
    public static bool IsSwimming(string noun) => Swimmers.Contains(noun);

    /// <summary>Whether a thing is on a body rather than on this part of it.</summary>
    public static bool IsBodyPart(string noun) => BodyParts.Contains(noun);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();
}
