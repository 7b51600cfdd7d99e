using System.Text.RegularExpressions;

namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>Turns of English phrase that ask for the same as fewer words: "can you show me a fox's head, side view" asks for a fox.
/// </summary>
internal static partial class Paraphrase
{
    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static readonly (Regex Phrase, string Plain)[] Phrases =
    [
        (Request(), ""),
        (Thanks(), ""),
        (Question(), "$1"),
        (View(), ""),
        (CutOpen(), ""),
        (Endless(), ""),
        (Looking(), "$1"),
        (OwnPart(), "$1"),
        (PartOf(), ""),
        (Showing(), "of"),
        (MotherOfPearl(), "shiny"),
        (Paints(), "$1 painting"),
        (ThickPaint(), ""),
        (Beside(), "beside"),
        (Clause(), "with"),
        (LooksAt(), "beside"),
        (FullCup(), "$1 of"),
        (FullOf(), "containing"),
        (HalfAndHalf(), "$1 and "),
        (Carving(), "$2 made of $1"),
        (OwnDrawing(), "$1"),
        (StillLife(), ""),
        (OnFire(), "$1 on fire"),
        (Surroundings(), ""),
        (KindOf(), ""),
        (Time(), ""),
        (Colours(), "$1"),
    ];

    /// <summary>A prompt in plain words; as it is where nothing would be left.</summary>
    public static string Plain(string prompt)
    {
        var plain = Phrases.Aggregate(prompt, (text, one) => one.Phrase.Replace(text, one.Plain));
        return plain.Any(char.IsLetter) ? plain : prompt;
    }

    // could you please make me, I'd like to see, draw
    [GeneratedRegex(
        @"^\W*(?:(?:hi|hello|hey|please|ok|okay|um)\b\W*)*(?:"
        + @"(?:(?:can|could|would|will|may) (?:you|i|we) (?:please )?|i(?:['’]d| would) (?:like|love) (?:you )?(?:to )?"
        + @"|i (?:want|need|wanna) (?:you )?(?:to )?|let(?:['’]s| us| me) |how about |what about )?"
        + @"(?:please )?(?:(?:draw|paint|make|create|generate|show|give|design|imagine|depict|see|have|get|do)(?: me| us)? )?"
        + @"(?=(?:an?|the|some|my|our|your|this|one|two|three|four|five|six|another|something)\b))", Loose)]
    private static partial Regex Request();

    [GeneratedRegex(@"(?<![\s,.!])[\s,.!]*\b(?:please|thanks|thank you)\W*$", Loose)]
    private static partial Regex Thanks();

    // what forgiveness would look like if you could see it
    [GeneratedRegex(@"^\W*what (?:does |do |would )?(.+?) (?:would |might |could )?looks? like\b.*$", Loose)]
    private static partial Regex Question();

    [GeneratedRegex(
        @"\b(?:(?:an?|the) )?(?:(?:really|very|highly|super|extremely) )?(?:(?:detailed|extreme|macro) )?close[- ]?up "
        + @"(?:(?:view|shot|photo|"
        + @"photograph|picture|portrait|image) )?(?:of|on)\b|\b(?:an? )?(?:side|front|rear|top|aerial|profile) view(?: of)?\b"
        + @"|\b(?:front|side|head)[- ]on\b"
        + @"|\b(?:seen |viewed |shot )?from (?:above|below|behind|the side|the front|afar|far away)\b", Loose)]
    private static partial Regex View();

    [GeneratedRegex(
        @"\b(?:cut|sliced|split|chopped) (?:in half|in two|open|into (?:pieces|slices|halves))\b"
        + @"|\bhalf[- ](?:eaten|empty|full)\b", Loose)]
    private static partial Regex CutOpen();

    [GeneratedRegex(
        @"\b(?:that |which )?(?:goes|going|stretching|stretches) on (?:for ever|forever)\b|\bas far as the eye can see\b"
        + @"|\bin the middle of nowhere\b|\b(?:as if|like something|like it)\b[^,]*(?=,|$)", Loose)]
    private static partial Regex Endless();

    // a grumpy looking cassowary, but not looking at it
    [GeneratedRegex(
        @"\b(\p{L}+)[- ]looking(?= (?!at\b|out\b|up\b|down\b|in\b|into\b|over\b|on\b|through\b|for\b|like\b|straight\b|away\b|back\b|from\b"
        + @"|towards?\b|across\b|around\b|right\b|left\b)\p{L})", Loose)]
    private static partial Regex Looking();

    // a dragonfly's head
    [GeneratedRegex(
        @"\b(\p{L}+)['’]s (?:heads?|faces?|eyes?|noses?|beaks?|wings?|tails?|paws?|mouth|ears?|horns?|antlers|mane|feathers|fur|body"
        + @"|claws?)\b", Loose)]
    private static partial Regex OwnPart();

    // the face of a tiger
    [GeneratedRegex(
        @"\b(?:the |an? )?(?:head|face|eyes?|nose|beak|wings?|tail|paws?|mouth|ears?|horns|antlers|body|claws) of (?=(?:an?|the|my|our)\b)",
        Loose)]
    private static partial Regex PartOf();

    [GeneratedRegex(
        @"\b(?:showing|depicting|portraying|in the (?:shape|form) of|shaped like|in shape of)"
        + @"(?= (?:an?|the|some|two|three|four|five|six)\b)", Loose)]
    private static partial Regex Showing();

    [GeneratedRegex(@"\bmother[- ]of[- ]pearl\b", Loose)]
    private static partial Regex MotherOfPearl();

    // thick palette-knife oil paint
    [GeneratedRegex(
        @"\b(?:thick )?(?:palette[- ]knife )?(oil|acrylic|watercolou?r) (?:paints?|colou?rs)\b"
        + @"(?! (?:tubes?|cans?|sets?|box|brush|bucket))", Loose)]
    private static partial Regex Paints();

    [GeneratedRegex(@"\b(?:with|in) thick (?:paint|brush ?strokes)\b", Loose)]
    private static partial Regex ThickPaint();

    [GeneratedRegex(@"\bto the (?:left|right|side) of\b", Loose)]
    private static partial Regex Beside();

    // a dragon that breathes fire
    [GeneratedRegex(
        @"\b(?:that|which|who) (?!(?:is|was|has|looks|this|its|his)\b)\p{L}+[^s\W]s(?= \p{L})"
        + @"|\b(?:fights|chases|eats|hugs|holds|carries|kisses|meets|attacks|catches|reads|builds|paints|pulls|pushes|steals)"
        + @"(?= (?:an?|the|his|her|its|two|three)\b)|\bbuilding(?= (?:an?|the)\b)", Loose)]
    private static partial Regex Clause();

    [GeneratedRegex(@"\b(?:kinds?|sorts?|types?) of\b", Loose)]
    private static partial Regex KindOf();

    // a cat looking at a fish
    [GeneratedRegex(
        @"\b(?:(?:looking|staring|gazing|peering|glaring|smiling|pointing|shouting|barking|waving) (?:up |down |out |over )?at"
        + @"|following|watching|facing|admiring|playing with|talking to)\b", Loose)]
    private static partial Regex LooksAt();

    // a bowl full of soup is soup
    [GeneratedRegex(
        @"\b((?:bowl|cup|glass|mug|plate|pot|jug|pan|spoon)s?) (?:half )?(?:full of|filled with|loaded with|overflowing with)\b", Loose)]
    private static partial Regex FullCup();

    // a bathtub full of kittens
    [GeneratedRegex(
        @"\b(?:full of|filled with|packed with|loaded with|stuffed with|crammed with|overflowing with|brimming with|piled with)\b", Loose)]
    private static partial Regex FullOf();

    // half cat half croissant
    [GeneratedRegex(@"\bhalf[- ](?:an? )?(\p{L}+),?(?: and)? half[- ](?:an? )?(?=\p{L})", Loose)]
    private static partial Regex HalfAndHalf();

    // an ice sculpture of a swan
    [GeneratedRegex(
        @"\b(?:an? |the )?(ice|snow|sand|clay|stone|marble|bronze|gold|golden|silver|wooden|wood|glass|chocolate|cheese|jade|brass|copper) "
        + @"(?:sculpture|statue|carving|figurine|bust) of ((?:an? |the |two |three )?\p{L}+)", Loose)]
    private static partial Regex Carving();

    // a child's drawing of the sun
    [GeneratedRegex(@"\b\p{L}+['’]s (?:\p{L}+ )?((?:drawing|painting|sketch|doodle) of)\b", Loose)]
    private static partial Regex OwnDrawing();

    [GeneratedRegex(@"\b(?:an? )?still[- ]life (?:of|with)\b", Loose)]
    private static partial Regex StillLife();

    [GeneratedRegex(@"\b(?:burning|flaming|blazing) (?!candle|torch|sun|lamp|match|bush|desire)(\p{L}+)", Loose)]
    private static partial Regex OnFire();

    // on a leash, of the future, instead of a head, you can see
    [GeneratedRegex(
        @"\b(?:curled up )?in a ball\b|\bof the (?:future|past)\b"
        + @"|\bin the (?:shade|background|foreground|distance|corner|mirror|middle)\b(?! of)"
        + @"|\bon an? (?:leash|lead|string)\b|\binstead of (?:an? |the |his |her |its )?\p{L}+"
        + @"|\bon (?:an? |the )?(?:sun|mon|tues|wednes|thurs|fri|satur)day\b"
        + @"|\b(?:that )?(?:you|we|i|they|he|she|it) (?:can|could|will|would)(?:n['’]t| not)? \p{L}+", Loose)]
    private static partial Regex Surroundings();

    // at 3 am
    [GeneratedRegex(@"\b(?:at )?\d{1,2}(?::\d\d)? ?[ap]\.?m\b\.?", Loose)]
    private static partial Regex Time();

    // in muted greens, in shades of blue
    [GeneratedRegex(
        @"\b(?:muted |soft |shades of |tones of |hues of |various ){1,3}"
        + @"(red|orange|yellow|green|blue|purple|pink|brown|gr[ae]y)s?\b", Loose)]
    private static partial Regex Colours();
}
