using System.Text.RegularExpressions;
using Atelier.Imaging;

namespace Atelier.Glyphs.Words;

/// <summary>Derives articles, colours and usable tags from the words of a glyph.</summary>
public static partial class GlyphWords
{
    // slang, insults, noise, and descriptions of people that no picture shows
    private static readonly HashSet<string> UnwantedTags =
    [
        "kod", "phallic", "molester", "sexy", "sexual", "heterosexual", "bae", "babe", "bestie", "bff", "lol", "lmao", "roflmao", "rofl",
        "roflcopter", "omg", "smh", "yolo", "fml", "ily",
        "ftw", "tbt", "idk", "idc", "omw", "brb", "ttyl", "ttfn", "tmi", "wip", "wtv", "bruh", "bro", "simp", "thx", "hmm", "hmmm", "uhh",
        "huh", "nom", "nooo", "jel", "arty", "imp",
        "hoe", "booty", "butt", "ass", "breast", "cock", "naked", "nude", "virgin", "gay", "lesbian", "queer", "genderqueer", "lgbt",
        "jew", "gyp", "dumb", "stupid", "idiot", "ugly", "dork",
        "nerd", "loser", "shit", "shitface", "poop", "poo", "turd", "dung", "crap", "pervert", "drunk", "weed", "drug", "drugs", "stoned",
        "puke", "barf", "hurl", "hell", "kills", "kill",
        "whatever", "feels", "not", "no", "yes", "like", "what", "when", "who", "why", "then", "the", "this", "its", "you",
    ];

    private static readonly HashSet<string> Numbers =
    [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "one",
    ];
    private static readonly HashSet<string> Plurals = ["people", "men", "women", "children", "dice", "clothes"];

    private static readonly Dictionary<string, string> IrregularPlurals = new()
    {
        ["mouse"] = "mice", ["goose"] = "geese", ["foot"] = "feet", ["tooth"] = "teeth", ["child"] = "children", ["person"] = "people",
        ["leaf"] = "leaves", ["loaf"] = "loaves", ["fish"] = "fish", ["sheep"] = "sheep", ["deer"] = "deer", ["ox"] = "oxen",
        ["potato"] = "potatoes", ["tomato"] = "tomatoes",
    };

    // uncountable nouns and names
    private static readonly HashSet<string> Uncountable =
    [
        "bread", "butter", "salt", "rice", "fog", "ice", "wood", "coral", "garlic", "broccoli", "bacon", "spaghetti", "sushi", "popcorn",
        "fire", "dna", "cooking", "camping", "bowling", "tennis",
        "badminton", "lacrosse", "volleyball", "softball", "baseball", "soap", "yarn", "thread", "sake", "food", "luggage", "water",
        "jeans", "snow", "zzz", "om", "tea", "milk", "honey", "curry",
        "aquarius", "aries", "cancer", "capricorn", "gemini", "leo", "libra", "ophiuchus", "pisces", "sagittarius", "scorpio", "taurus",
        "virgo", "claus", "fuji", "foggy", "dizzy", "unlocked", "locked",
        "prohibited", "radioactive", "performing arts", "construction", "love", "money", "oden", "fondue", "litter",
    ];

    private static readonly HashSet<string> Prepositions =
    [
        "with", "without", "of", "in", "on", "behind", "over", "at", "and", "to", "from", "facing", "pointed", "wearing", "around",
    ];

    // mirrored, these would not match their name any more, or their text would be mirrored
    private static readonly HashSet<string> Directed =
    [
        "left", "right", "leftwards", "rightwards", "clockwise", "increasing", "decreasing", "curving", "waxing", "waning", "quarter",
        "o'clock", "thirty", "arrival", "departure", "index",
        "calendar", "banknote", "yen", "keyboard", "newspaper", "hundred", "zzz", "sign", "entry", "symbol", "note", "notes", "score",
        "store", "hotel", "office", "stop", "card", "cards", "medal",
        "watch", "clock", "stopwatch", "ball", "globe", "map", "abcd", "ticket", "tickets", "mahjong", "dvd", "e-mail", "taxi", "bank",
        "police", "ambulance", "atm", "ledger", "scroll", "dollar", "euro",
        "pound", "speaker", "loudspeaker", "japan", "speech", "anger", "customs", "cricket", "label", "seven", "ok", "on", "gas", "pump",
        "bus", "beginner",
    ];

    /// <summary>Tags that are fit for captions.</summary>
    public static string[] CleanTags(Glyph glyph) =>
    [
        .. glyph.Tags.Where(tag => tag.Length > 2 && tag != glyph.Concept && Letters().IsMatch(tag) && !NamesColour(tag) && IsFit(tag)),
    ];

    /// <summary>Whether words are short enough and none of them is slang, an insult or noise.</summary>
    internal static bool IsFit(string words) => words.Length < 24 && !words.Split(' ').Any(UnwantedTags.Contains);

    /// <summary>The noun of a name: apple of red apple, man of man with red hair.</summary>
    internal static string Head(string words) => Head(words.Split(' '));

    /// <summary>Whether the words contain a colour.</summary>
    public static bool NamesColour(string words) =>
        words.Split(' ', '-').Any(word => Palette.Find(word) is not null
            || word is "golden" or "gold" or "silver" or "colour" or "color" or "coloured" or "colored" or "light");

    /// <summary>The colour in the name of an object, as in "red apple" or "large blue diamond", but not "man with red hair".</summary>
    public static (string Name, byte R, byte G, byte B)? OwnColour(string concept) =>
        concept.Contains(" with ", StringComparison.Ordinal) ? null
            : concept.StartsWith("light blue ", StringComparison.Ordinal) ? Palette.Find("light blue")
            : concept.Split(' ').Select(Palette.Find).FirstOrDefault(colour => colour is not null);

    /// <summary>Whether the mirrored drawing still shows the same.</summary>
    public static bool CanBeMirrored(Glyph glyph) => glyph.Group != 8 && !glyph.Concept.Split(' ', '-').Any(Directed.Contains);

    /// <summary>Adds "a" or "an", unless it is plural, uncountable or a name.</summary>
    public static string WithArticle(string words)
    {
        var parts = words.Split(' ');
        var head = Head(parts);
        var isConjunction = words.Contains(" and ", StringComparison.Ordinal) && !words.Contains(" with ", StringComparison.Ordinal);
        var plural = Plurals.Contains(head) || isConjunction
            || (head.EndsWith('s') && !head.EndsWith("ss", StringComparison.Ordinal) && !head.EndsWith("us", StringComparison.Ordinal)
                && !head.EndsWith("is", StringComparison.Ordinal));
        if (plural || Uncountable.Contains(head) || Numbers.Contains(parts[0].Split('-')[0]))
        {
            return words;
        }

        return VowelSound().IsMatch(words) ? $"an {words}" : $"a {words}";
    }

    /// <summary>Several of what words name: "red apples"; null if they have no plural, or are one.</summary>
    public static string? Plural(string words)
    {
        var parts = words.Split(' ');
        if (WithArticle(words) == words || !Letters().IsMatch(words))
        {
            return null;
        }

        var head = HeadIndex(parts);
        parts[head] = IrregularPlurals.GetValueOrDefault(parts[head]) ?? PluralEnding().Replace(parts[head], match => match.Value switch
        {
            "" => "s",
            "y" => "ies",
            "man" => "men",
            "ife" => "ives",
            "lf" => "lves",
            var sound => sound + "es",
        }, 1);
        return string.Join(' ', parts);
    }

    private static string Head(string[] parts) => parts[HeadIndex(parts)];

    private static int HeadIndex(string[] parts)
    {
        var end = Array.FindIndex(parts, 1, part => Prepositions.Contains(part)
            || (part.Length > 4 && part.EndsWith("ing", StringComparison.Ordinal) && part is not "string" and not "building"));
        return (end < 0 ? parts.Length : end) - 1;
    }

    // hatches, cherries, knives
    [GeneratedRegex("((?<=[^aeiou])y|(?<!hu)man|ife|(?<=[aeo])lf|s|x|z|ch|sh|)$")]
    private static partial Regex PluralEnding();

    [GeneratedRegex("^[a-z]+( [a-z]+)*$")]
    private static partial Regex Letters();

    [GeneratedRegex("^(?!uni|ewe|eu|ufo|one\\b|u\\b)([aeiou]|hour|x-ray)")]
    private static partial Regex VowelSound();
}
