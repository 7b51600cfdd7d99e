using System.Text.Json;
using Atelier.Glyphs.Words;
using Atelier.Hub.Packages;

namespace Atelier.Glyphs.Sources;

/// <summary>Pictograms of game-icons.net, for things that no emoji shows: those that are named like a noun of WordNet for something one
/// can see. They are starts for <c>imagine</c> alone, and train nothing.</summary>
internal static class Pictograms
{
    /// <summary>Its short name.</summary>
    public const string Set = "game-icons";

    // WordNet's lexicographer files of what one can see, with the Unicode groups that such emoji have
    private static readonly Dictionary<int, int> Groups = new()
    {
        [5] = 3, [6] = 7, [13] = 4, [17] = 5, [18] = 1, [19] = 5, [20] = 3,
    };

    // those that show another sense of the word, a rank, a deed, or what nobody wants to see, and places, which scenes draw
    private static readonly HashSet<string> Misleading =
    [
        "apple maggot", "blaster", "bleeding heart", "bomber", "black sea", "brute", "bud", "butterfly flower", "carrier",
        "chain lightning", "character", "charcuterie", "cleaver", "cluster bomb", "conqueror", "corporal", "detour", "diagram", "earwig",
        "embryo", "fetus", "figurehead", "flake", "flying fox", "flood", "fomorian", "food chain", "galea", "gibbet", "grab",
        "gravitation", "groundbreaker", "headshot", "incubator", "knockout", "leak", "letter bomb", "lever", "life support", "luger",
        "mantrap", "medallist", "metal bar", "molotov", "mug shot", "oat", "pimiento", "portal", "public speaker", "pyromaniac",
        "resonance", "reticule", "rogue", "salamander", "sand snake", "sergeant", "sling", "slipknot", "soul", "south america",
        "squib", "stamper", "swallow", "swamp", "thrust", "tinker", "trail", "troglodyte", "turret", "udder", "ultrasound",
        "uzi", "valley", "viola",
    ];

    // names that WordNet lacks, and things that are only tags of emoji of something else, with their groups
    private static readonly Dictionary<string, (string Words, int Group)> Named = new()
    {
        ["air-balloon"] = ("hot air balloon", 5), ["jetpack"] = ("jetpack", 7), ["campfire"] = ("campfire", 5),
        ["throne-king"] = ("throne", 7),
        ["mounted-knight"] = ("knight", 1), ["samurai-helmet"] = ("samurai", 1), ["mummy-head"] = ("mummy", 1), ["raft"] = ("raft", 5),
        ["treehouse"] = ("treehouse", 5), ["spooky-house"] = ("haunted house", 5), ["bird-house"] = ("birdhouse", 5),
        ["paper-boat"] = ("paper boat", 5), ["sofa"] = ("sofa", 7), ["mountain-cave"] = ("cave", 5),
        ["egyptian-pyramids"] = ("pyramid", 5), ["colombian-statue"] = ("statue", 7),
    };

    /// <summary>Its package, CC-BY-3.0.</summary>
    public static NpmPackage Package { get; } = new(
        "@iconify-json/game-icons", "1.2.4", "f5758efb34d91c4f50b941f355f16ee73938625e5996fabc25171288404460a4");

    /// <summary>The drawings with their meanings, by name.</summary>
    /// <param name="tarball">The fetched package.</param>
    /// <param name="wordNet">Tells what names mean.</param>
    /// <param name="known">Words for other drawings.</param>
    public static IEnumerable<(byte[] Picture, EmojiMeaning Meaning)> Read(string tarball, WordNet wordNet, IReadOnlySet<string> known)
    {
        using var set = JsonDocument.Parse(NpmPackage.Read(tarball, name => name is "icons.json")["icons.json"]);
        var drawings = new List<(byte[], EmojiMeaning)>();
        foreach (var name in set.RootElement.GetProperty("icons").EnumerateObject().Select(icon => icon.Name).Order(StringComparer.Ordinal))
        {
            if (MeaningOf(name, wordNet, known) is { } meaning)
            {
                drawings.Add((GlyphSource.Svg(set.RootElement, name)!, meaning));
            }
        }

        return drawings;
    }

    // null if it is not wanted
    private static EmojiMeaning? MeaningOf(string name, WordNet wordNet, IReadOnlySet<string> known)
    {
        if (Named.TryGetValue(name, out var named))
        {
            return new(named.Words, [], named.Group);
        }

        var words = name.Replace('-', ' ');
        return !known.Contains(words) && !Misleading.Contains(words) && GroupOf(words, wordNet) is { } group ? new(words, [], group) : null;
    }

    // of the most frequent sense
    private static int? GroupOf(string words, WordNet wordNet) => GlyphWords.IsFit(words)
        && wordNet.Senses.GetValueOrDefault(('n', words), []) is [var first, ..]
        && Groups.TryGetValue(wordNet.Synsets[first].Field, out var group) ? group : null;
}
