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
        (KindOf(), ""),
        (View(), ""),
        (InsideOf(), "in"),
        (Surface(), "on "),
        (ToTheViewer(), ""),
        (Surroundings(), ""),
        (CutOpen(), ""),
        (Comparison(), ""),
        (Looking(), "$1"),
        (OwnDrawing(), "$1"),
        (OwnPart(), "$1"),
        (PartOf(), ""),
        (InTheShapeOf(), "of"),
        (StainedGlass(), "of"),
        (Carving(), "$2 made of $1"),
        (StillLife(), ""),
        (Paints(), "$1 painting"),
        (PaperCut(), "paper"),
        (InkWash(), "ink drawing, "),
        (Ballpoint(), "pen"),
        (ThickPaint(), ""),
        (Colours(), "$1"),
        (MotherOfPearl(), "shiny"),
        (Beside(), "beside"),
        (HalfAndHalf(), "$1 and "),
        (Clause(), "with"),
        (NightLights(), "at night"),
        (PieceOf(), "$1"),
        (BowlOf(), "$1 of"),
        (FullOf(), "containing"),
        (OnFire(), "$1$2 on fire"),
    ];

    /// <summary>A prompt in plain words; as it is where nothing would be left.</summary>
    public static string Plain(string prompt)
    {
        var plain = Phrases.Aggregate(prompt, (text, one) => one.Phrase.Replace(text, one.Plain));
        return plain.Any(char.IsLetter) ? plain : prompt;
    }

    // could you please make me, I'd like to see, draw
    [GeneratedRegex(
        @"^[\s\p{P}]*(?:(?:hi|hello|hey|please|ok|okay|um)\b[\s\p{P}]*)*"
        + @"(?:(?:(?:can|could|would|will|may) (?:you|i|we) (?:please )?|i(?:['’]d| would) (?:like|love) (?:you )?(?:to )?"
        + @"|i (?:want|need|wanna) (?:you )?(?:to )?|let(?:['’]s| us| me) |how about |what about )?(?:please )?"
        + @"(?:(?:draw|paint|make|create|generate|show|give|do) (?:me|us) "
        + @"|(?:(?:draw|paint|make|create|generate|show|give|design|imagine|depict|see|have|get|do) )?"
        + @"(?=(?:an?|the|some|my|our|your|this|one|two|three|four|five|six|another|something)\b)))", Loose)]
    private static partial Regex Request();

    [GeneratedRegex(@"(?:(?<![\s,.!])[\s,.!]+please(?: and thank you)?|[,.!]\s*(?:thanks|thank you))[\s.!]*$", Loose)]
    private static partial Regex Thanks();

    // what forgiveness would look like if you could see it
    [GeneratedRegex(
        @"^[\s\p{P}]*what (?:does |do |would )?(.+?) (?:would |might |could )?looks? like\b(?: if you could [^,]*| to (?:you|me))?", Loose)]
    private static partial Regex Question();

    [GeneratedRegex(@"\b(?:kinds?|sorts?|types?) of\b", Loose)]
    private static partial Regex KindOf();

    [GeneratedRegex(
        @"\b(?:(?:an?|the) )?(?:(?:really|very|highly|super|extremely) )?(?:(?:detailed|extreme|macro) )?close[- ]?up "
        + @"(?:(?:view|shot|photo|photograph|picture|portrait|image) )?(?:of|on)\b"
        + @"|\b(?:an? )?(?:side|front|rear|top|aerial|profile|bird['’]s[- ]eye) view(?: of)?\b"
        + @"|\b(?:(?:front|side|head)[- ]on|(?:seen |viewed |shot )?from (?:above|below|behind|the side|the front|afar|far away))"
        + @"(?=\s*(?:[,.;!?]|$))", Loose)]
    private static partial Regex View();

    // the inside of a workshop
    [GeneratedRegex(@"\b(?:the )?(?:inside|interior) of(?= (?:an?|the|my)\b)", Loose)]
    private static partial Regex InsideOf();

    // the surface of Mars with two astronauts
    [GeneratedRegex(@"\b(?:on )?(?:the )?surface of (?=(?:mars|the moon)\b)", Loose)]
    private static partial Regex Surface();

    // looking at the camera, at 3 am
    [GeneratedRegex(
        @"\b(?:(?:looking|smiling|staring|gazing|grinning|waving|winking)(?: straight| directly| right)? (?:at|into|towards?)|facing) "
        + @"(?:the )?(?:camera|viewer|audience|me|us|you)\b|\b(?:at \d{1,2}(?::\d\d)? ?|\d{1,2}(?::\d\d)?)[ap]\.?m\b\.?", Loose)]
    private static partial Regex ToTheViewer();

    // that goes on forever, on a leash, of the future, under siege, you can see
    [GeneratedRegex(
        @"\b(?:that |which )?(?:goes|going|stretching|stretches) on (?:for ever|forever)\b|\bas far as the eye can see\b"
        + @"|\bin the middle of nowhere\b|\blike something (?:in|from|out of|you)\b[^,]*(?=,|$)"
        + @"|\bunder (?:siege|attack|construction|repair|pressure)\b|(?<=\bknights? )in (?:full |shining )?armou?r\b"
        + @"|\bcurled up in a ball\b|\b(?:of|in) the (?:future|past)\b"
        + @"|\bopen[- ]plan\b|\bfull of life\b|\bwith (?:its |the |their |his |her )?reflections?\b"
        + @"|\bin the (?:shade|background|foreground|distance|corner|mirror|middle)\b(?! of| ages| store| shop)"
        + @"|\bon an? (?:leash|lead|string)\b|\binstead of (?:an? |the |his |her |its )(?:head|face|body|legs?|arms?|hands?|eyes?)\b"
        + @"|\bon (?:an? |the )?(?:sun|mon|tues|wednes|thurs|fri|satur)day\b"
        + @"|\b(?:that )?(?:you|we|i|they|he|she|it) (?:can|could|will|would)(?:n?['’]t|not| not)? \p{L}+", Loose)]
    private static partial Regex Surroundings();

    [GeneratedRegex(
        @"\b(?:cut|sliced|split|chopped) (?:in half|in two|open|into (?:pieces|slices|halves))\b"
        + @"|\bhalf[- ](?:eaten|empty|full)\b(?! moon)", Loose)]
    private static partial Regex CutOpen();

    // as big as a house, strong as an ox
    [GeneratedRegex(
        @"\b(?:as \p{L}+|big|small|strong|tall|old|red|white|black|cold|light|bright|dark|soft|fast|slow|quiet|busy|free|huge|tiny"
        + @"|large) as (?:an? |the )?\p{L}+", Loose)]
    private static partial Regex Comparison();

    // a grumpy looking cassowary, but not looking at it
    [GeneratedRegex(
        @"\b(?!the\b|an?\b)(\p{L}+)[- ]looking(?= (?!at\b|out\b|up\b|down\b|in\b|into\b|over\b|on\b|through\b|for\b|like\b|straight\b"
        + @"|away\b|back\b|from\b|towards?\b|across\b|around\b|right\b|left\b|glass)\p{L})", Loose)]
    private static partial Regex Looking();

    // a child's drawing of the sun
    [GeneratedRegex(@"\b\p{L}+['’]s (?:\p{L}+ )?((?:drawing|painting|sketch|doodle) of)\b", Loose)]
    private static partial Regex OwnDrawing();

    // a dragonfly's head, but not a horse with a dragon's head, nor a lion's mane jellyfish
    [GeneratedRegex(
        @"(?<!\bwith (?:an? |the )?)\b(?!it['’]|bull['’])(\p{L}+)['’]s (?:heads?|faces?|eyes?|noses?|beaks?|wings?|tails?|paws?|mouth"
        + @"|ears?|horns?|antlers|mane|feathers|fur|body|claws?)"
        + @"(?=\s*(?:[,.;!?]|$)| (?:in|on|at|with|and|by|under|above|near|from)\b)", Loose)]
    private static partial Regex OwnPart();

    // the face of a tiger
    [GeneratedRegex(
        @"(?<!\bwith )\b(?:the |an? )?(?:head|face|eyes?|nose|beak|wings?|tail|paws?|mouth|ears?|horns|antlers|body|claws) of "
        + @"(?=(?:an?|the|my|our)\b)", Loose)]
    private static partial Regex PartOf();

    [GeneratedRegex(
        @"(?:(?<=\b(?:window|glass|poster|painting|mural|mosaic|tapestry|stamp|postcard|picture|print|sign|fresco|tattoo|card|vase"
        + @"|screen) )(?:showing|depicting|portraying)|\b(?:in the (?:shape|form) of|shaped like))"
        + @"(?= (?:an?|the|some|two|three|four|five|six)\b)", Loose)]
    private static partial Regex InTheShapeOf();

    [GeneratedRegex(@"(?<=\bstained[- ]glass windows? )with(?= (?:an?|the|two|three)\b)", Loose)]
    private static partial Regex StainedGlass();

    // an ice sculpture of a swan
    [GeneratedRegex(
        @"\b(?:an? |the )?(ice|snow|sand|clay|stone|marble|bronze|gold|golden|silver|wooden|wood|glass|chocolate|cheese|jade|brass|copper) "
        + @"(?:sculpture|statue|carving|figurine|bust) of "
        + @"((?:an? |the |two |three )?[\p{L}'’-]+"
        + @"(?: (?!(?:in|on|at|with|by|and|under|near|holding|riding|wearing)\b)[\p{L}'’-]+){0,3})", Loose)]
    private static partial Regex Carving();

    [GeneratedRegex(@"\b(?:an? )?still[- ]life (?:of|with)\b", Loose)]
    private static partial Regex StillLife();

    // in thick palette-knife oil paint
    [GeneratedRegex(
        @"(?<=\b(?:in|with|using) )(?:thick )?(?:palette[- ]knife )?(oil|acrylic|watercolou?r) (?:paints?|colou?rs)\b", Loose)]
    private static partial Regex Paints();

    [GeneratedRegex(@"\b(?:paper[- ]?cut(?:[- ]?outs?)?|cut[- ]paper)\b", Loose)]
    private static partial Regex PaperCut();

    [GeneratedRegex(@"\b(?:ballpoint|fountain|felt[- ]tip) pen(?= (?:drawing|sketch|illustration))\b", Loose)]
    private static partial Regex Ballpoint();

    [GeneratedRegex(@"\bink[- ]wash(?: (?:painting|drawing))?(?: of)? ", Loose)]
    private static partial Regex InkWash();

    [GeneratedRegex(@"\b(?:with|in) thick (?:paint|brush ?strokes)\b", Loose)]
    private static partial Regex ThickPaint();

    // in muted greens, in shades of blue
    [GeneratedRegex(
        @"\b(?:muted |soft |shades of |tones of |hues of |various ){1,3}"
        + @"(red|orange|yellow|green|blue|purple|pink|brown|gr[ae]y)s?\b", Loose)]
    private static partial Regex Colours();

    [GeneratedRegex(@"\bmother[- ]of[- ]pearl\b", Loose)]
    private static partial Regex MotherOfPearl();

    // to the left of a dog, a cat looking at a fish, a boat tied to a tree
    [GeneratedRegex(
        @"\bto the (?:left|right|side) of\b"
        + @"|\b(?:looking|staring|gazing|peering|glaring|smiling|pointing|shouting|barking|waving) (?:up |down |out |over )?at\b"
        + @"|\b(?:tied|chained|attached|tethered|stuck|leashed|anchored|fastened) to\b"
        + @"|\b(?:following|watching|facing|admiring|playing with|talking to)(?= (?:an?|the|his|her|its|their|two|three|some)\b)", Loose)]
    private static partial Regex Beside();

    // half cat half croissant
    [GeneratedRegex(@"\bhalf[- ](?:an? )?(\p{L}+),?(?: and)? half[- ](?:an? )?(?=\p{L})", Loose)]
    private static partial Regex HalfAndHalf();

    // a dragon that breathes fire, a knight fights a dragon
    [GeneratedRegex(
        @"\b(?:that|which|who) (?:glows|shines|breathes|eats|plays|wears|carries|holds|rides|loves|likes|flies|shows|drinks|reads|drives"
        + @"|grows|smokes|makes|spits|blows|throws|chases|fights|hugs|catches|steals|paints|pulls|pushes)(?= \p{L})"
        + @"|\b(?:fights|chases|eats|hugs|holds|carries|kisses|meets|attacks|catches|reads|builds|paints|pulls|pushes|steals)"
        + @"(?= (?:an?|the|his|her|its|two|three)\b)|\bbuilding(?= an?\b)"
        + @"|(?<=\b(?!oil|acrylic|watercolou?r|cave|landscape|portrait|wall|ink|an?\b|the\b|this|my)\p{L}+ )painting"
        + @"(?= (?:an?|the|his|her|its)\b)", Loose)]
    private static partial Regex Clause();

    // a big piece of cheese
    [GeneratedRegex(@"\b(big|large|huge|giant|small|little|tiny|thick) (?:piece|slice|chunk|lump) of(?= (?!a\b|an\b|the\b)\p{L})", Loose)]
    private static partial Regex PieceOf();

    // a bowl full of soup is soup, a field full of tulips a tulip field
    [GeneratedRegex(
        @"\b((?:bowl|cup|glass|mug|plate|pot|jug|pan|spoon|field|meadow|garden|vase)s?) "
        + @"(?:full of|filled with|loaded with|overflowing with)\b", Loose)]
    private static partial Regex BowlOf();

    // a bathtub full of kittens
    [GeneratedRegex(
        @"\b(?:full of|filled with|packed with|loaded with|stuffed with|crammed with|overflowing with|brimming with|piled with)\b", Loose)]
    private static partial Regex FullOf();

    // a street with neon lights
    [GeneratedRegex(
        @"\b(?:with|under|by|in|full of|lit by|lit up by) (?:(?:the|its|many|bright|colou?rful|glowing|pink|blue|purple|red) )*"
        + @"(?:neon|city) (?:lights?|signs|reflections)\b", Loose)]
    private static partial Regex NightLights();

    // a burning house
    [GeneratedRegex(
        @"\b((?:an?|the|two|my) )(?:burning|flaming|blazing) (?!candle|torch|sun|lamp|match|bush|desire)(\p{L}+)"
        + @"(?=\s*(?:[,.;!?]|$)| (?:in|on|at|with|and|under|by|near)\b)", Loose)]
    private static partial Regex OnFire();
}
