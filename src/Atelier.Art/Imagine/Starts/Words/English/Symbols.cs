using System.Collections.Frozen;

namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>What stands, by custom, for ideas, people and things that no drawing is named after: a lion for courage. Dictionaries only lead
/// from an idea to other ideas.</summary>
internal static class Symbols
{
    private static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>
    {
        ["lion"] = "courage bravery boldness heroism courageous brave",
        ["shield"] = "protection defence defense safety security",
        ["tornado"] = "chaos disorder havoc turmoil",
        ["balance scale"] = "equality fairness order",
        ["red heart"] = "love",
        ["broken heart"] = "loneliness lonely solitude isolation alienation heartbreak grief sorrow regret betrayal",
        ["wilted flower"] = "melancholy despair decay loss",
        ["radio"] = "nostalgia nostalgic",
        ["framed picture"] = "memory memories remembrance",
        ["yawning face"] = "boredom bored tiredness fatigue",
        ["trophy"] = "success achievement triumph glory",
        ["heart hands"] = "kindness compassion care caring generosity",
        ["folded hands"] = "gratitude thankfulness faith",
        ["handshake"] = "trust agreement cooperation loyalty teamwork honesty",
        ["lotus"] = "serenity tranquility tranquillity calmness mindfulness",
        ["yin yang"] = "harmony duality",
        ["unamused face"] = "jealousy envy contempt",
        ["hourglass done"] = "patience eternity infinity",
        ["owl"] = "wisdom",
        ["brain"] = "intelligence mind intellect consciousness",
        ["books"] = "knowledge",
        ["light bulb"] = "idea ideas inspiration imagination invention innovation genius",
        ["artist palette"] = "creativity",
        ["magnifying glass tilted left"] = "curiosity mystery enigma discovery",
        ["compass"] = "adventure exploration wanderlust",
        ["rainbow"] = "optimism diversity",
        ["face screaming in fear"] = "terror horror panic dread",
        ["anxious face with sweat"] = "anxiety worry nervousness stress",
        ["skull"] = "death mortality skeleton skeletons",
        ["seedling"] = "growth renewal beginning beginnings rebirth",
        ["flexed biceps"] = "strength willpower determination resilience perseverance",
        ["chart increasing"] = "progress",
        ["rocket"] = "ambition",
        ["money bag"] = "greed wealth",
        ["four leaf clover"] = "luck fortune",
        ["crystal ball"] = "destiny fate future",
        ["smiling face with halo"] = "innocence virtue purity",
        ["smiling face with horns"] = "evil temptation mischief",
        ["sloth"] = "laziness lazy",
        ["snail"] = "slowness",
        ["rolling on the floor laughing"] = "humor humour",
        ["person shrugging"] = "doubt indifference uncertainty",
        ["hundred points"] = "perfection excellence",
        ["mirror"] = "vanity identity",
        ["chains"] = "slavery oppression captivity",
        ["crossed swords"] = "war conflict rivalry",
        ["hole"] = "emptiness nothingness void",
        ["people hugging"] = "empathy comfort togetherness belonging",
        ["hot beverage"] = "cocoa",
        ["palisade"] = "fence",
        ["rubber boot"] = "wellies wellingtons galoshes",
        ["seal"] = "walrus",
        ["canoe"] = "gondola gondolas",
        ["gem stone"] = "ruby rubies emerald emeralds sapphire sapphires amethyst jewel jewels",
        ["classical building"] = "ruin ruins",
        ["hut"] = "cabin shack",
        ["candle holder"] = "chandelier candelabra candelabrum",
        ["fax machine"] = "typewriter",
        ["campfire"] = "bonfire bonfires",
        ["octopus"] = "kraken",
        ["ewe"] = "lamb lambs",
        ["gloves"] = "glove mitten mittens",
        ["palm tree"] = "palms",
        ["woman mage"] = "witch sorceress enchantress",
        ["man mage"] = "wizard warlock sorcerer",
        ["pirate flag"] = "pirate pirates buccaneer",
        ["person in lotus position"] = "monk monks yogi",
        ["person rowing boat"] = "fisherman fishermen angler",
    }.SelectMany(pair => pair.Value.Split(' ').Select(word => (word, pair.Key))).ToFrozenDictionary(pair => pair.word, pair => pair.Key);

    /// <summary>The words that have a symbol, with the concept that stands for each.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Words => All;

    /// <summary>The concept that stands for a word in lower case; null if none does.</summary>
    public static string? Of(string word) => All.GetValueOrDefault(word);
}
