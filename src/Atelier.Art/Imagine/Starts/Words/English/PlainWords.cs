using System.Collections.Frozen;
using Atelier.Imaging;

namespace Atelier.Art.Imagine.Starts.Words.English;

/// <summary>Words that every prompt may have and that lead to no drawing: they join, count, colour, or name a manner of drawing.
/// </summary>
internal static class PlainWords
{
    /// <summary>Words between things.</summary>
    public static FrozenSet<string> Prepositions { get; } = Set(
        "in on at of with without under over above below beneath near by beside besides behind between among through during from into " +
        "onto inside outside around along across against toward towards after before for to and or while like as next off out up down " +
        "upon amid within beyond versus vs via per than but featuring containing holding wearing surrounded dressed covered filled made " +
        "that which who whose where when");

    /// <summary>Participles before what something is made of.</summary>
    public static FrozenSet<string> Makings { get; } =
        Set("made built carved crafted sculpted woven knitted constructed formed cut folded cast molded moulded");

    /// <summary>Words that say nothing of what is seen.</summary>
    public static FrozenSet<string> Empty { get; } = Set(
        "a an the this these those some any its it his her their my your our is are was were be been being has have had do does there " +
        "very so too really quite just only not no all each every other another such more most much many few several pair lots lot " +
        "bunch group kind type sort piece slice pile set couple one two three four five six seven eight nine ten dozen hundred single " +
        "double look looks see seen viewed shown depicted i me you " +
        "he she him we us they them what how left right view scene top bottom side front back middle " +
        "center centre " +
        "full half close closeup detailed highly extremely ultra super beautiful nice good great best amazing stunning gorgeous lovely " +
        "awesome epic cool pretty wonderful perfect masterpiece quality hd 4k 8k hdr uhd trending artstation deviantart unreal engine " +
        "octane resolution background sharp focus intricate elegant realistic photorealistic hyperrealistic " +
        "stripes dots spots pattern patterns cosy cozy colors colours looking");

    /// <summary>Sizes and ages, which a drawing shows of few things.</summary>
    public static FrozenSet<string> Sizes { get; } = Set(
        "big large huge giant enormous massive small little tiny miniature mini tall short long wide narrow thick thin high low deep old " +
        "new young ancient modern early late whole simple plain");

    /// <summary>What things are made of.</summary>
    public static FrozenSet<string> Materials { get; } = Set(
        "wooden wood golden gold silver silvery stone glass metal metallic iron steel bronze copper brass marble plastic paper leather " +
        "velvet silk wool woolen woollen knitted rusty rusted crystal ceramic porcelain clay concrete brick cardboard felt fabric rubber " +
        "jade ivory driftwood tin pewter chrome granite terracotta plasticine crocheted emerald obsidian ebony onyx amber ruby sapphire " +
        "amethyst denim sandstone");

    /// <summary>Manners of drawing.</summary>
    public static FrozenSet<string> Media { get; } = Set(
        "sketch drawing painting illustration photo photograph photography picture image portrait render rendering artwork art cartoon " +
        "comic anime manga watercolor watercolour gouache pastel engraving etching woodcut lithograph linocut print wallpaper logo icon " +
        "emoji sticker doodle style poly clipart vector lineart blob flat glossy 3d fresco mosaic graffiti mural cubism impressionism " +
        "surrealism expressionism minimalism minimalist silhouette silhouettes neon pixelated sketched abstract realism baroque ukiyo-e " +
        "bauhaus poster postcard vaporwave synthwave steampunk cyberpunk origami blueprint claymation embroidery embroidered " +
        "collage tapestry stencil crayon crayons sepia daguerreotype cyanotype risograph scratchboard voxel aquatint batik " +
        "woodblock deco nouveau hologram");

    /// <summary>Words that go before <see cref="Media"/>.</summary>
    public static FrozenSet<string> MediaModifiers { get; } = Set(
        "pencil oil ink charcoal digital low pixel line concept clip pen chalk crayon acrylic color colour coloured colored black white " +
        "fantasy pop stained matte vintage retro isometric japanese chinese impressionist cubist surreal abstract 3d flat vector " +
        "line-art botanical scientific aboriginal dot baroque renaissance medieval gothic byzantine persian egyptian " +
        "art crayon travel movie screen spray");

    /// <summary>Words that ask for a drawing without colours.</summary>
    public static FrozenSet<string> Grey { get; } = Set(
        "black white gray grey monochrome silhouette sketch pencil ink charcoal line outline");

    /// <summary>Words that ask for one without colours unless a word beside them asks for colours: a flat icon.</summary>
    public static FrozenSet<string> Icon { get; } = Set("icon logo");

    /// <summary>Words that ask for colours.</summary>
    public static FrozenSet<string> Coloured { get; } = Set("flat glossy 3d color colour colored coloured colorful colourful emoji");

    /// <summary>What holds something, and what only something else shows: a bowl of ramen is ramen rather than a bowl, and the passage
    /// of time is time.</summary>
    public static FrozenSet<string> Containers { get; } = Set(
        "bowl cup glass mug plate bottle pot jar basket bucket box bag pile heap stack tower field flock herd crowd row sign statue window "
        + "sculpture bust figurine toy model symbol passage end flow sound feeling day sense power meaning beauty spirit idea essence");

    /// <summary>What goes with the thing that is named before: a football match is football, Christmas time is Christmas, a toy shop
    /// toys, an elephant statue an elephant.</summary>
    public static FrozenSet<string> Occasions { get; } =
        Set("time season match tournament festival contest competition lesson class practice session show exhibition shop store stall " +
        "figurine statue statuette sculpture");

    // that end like participles
    private static FrozenSet<string> NounsInIng { get; } = Set(
        "building wedding ring king wing spring string ceiling earring pudding clothing lightning evening morning thing dumpling " +
        "duckling viking darling railing sibling dwelling sling swing awning icing stocking sapling seedling gosling");

    /// <summary>Articles, prepositions and conjunctions of other languages, by their codes.</summary>
    public static IReadOnlyDictionary<string, FrozenSet<string>> OfLanguages { get; } = new Dictionary<string, FrozenSet<string>>
    {
        ["da"] = Set("en et den det de i på med og af under over ved til fra om"),
        ["de"] = Set("ein eine einen einem einer eines der die das den dem des im in am an auf mit und oder von vom zu zum zur bei beim " +
            "unter über vor hinter neben zwischen aus ohne für"),
        ["es"] = Set("un una unos unas el la los las de del en con y o sobre bajo por para sin al entre junto"),
        ["fi"] = Set("ja on"),
        ["fr"] = Set("un une des le la les l d de du et ou dans sur sous avec à au aux en par pour sans devant derrière"),
        ["hu"] = Set("egy a az és"),
        ["it"] = Set("un uno una il lo la i gli le l di del della dei delle da in nel nella su sul sulla con e o sotto per al alla"),
        ["ja"] = Set("の と に は が を で"),
        ["nb"] = Set("en et ei den det de i på med og av under over ved til fra"),
        ["nl"] = Set("een de het in op aan met en of van bij onder boven voor achter naast uit zonder"),
        ["pl"] = Set("w na z i pod nad przy ze we do od"),
        ["pt"] = Set("um uma uns umas o a os as de do da dos das em no na nos nas com e ou sobre sob por para sem ao"),
        ["ru"] = Set("в на с и под над у из во со к по"),
        ["sv"] = Set("en ett den det de i på med och av under över vid till från"),
        ["uk"] = Set("в у на з і та під над із до"),
        ["zh"] = Set("的 在 和 与 一 个 只 上 下 里 中"),
        ["zh-hant"] = Set("的 在 和 與 一 個 隻 上 下 裡 中"),
    };

    /// <summary>Whether a word in lower case is a present participle by its ending.</summary>
    public static bool IsParticiple(string word) => word.EndsWith("ing", StringComparison.Ordinal) && !NounsInIng.Contains(word);

    /// <summary>Whether a word in lower case is a colour.</summary>
    public static bool IsColour(string word) => Colours.Contains(word);

    private static FrozenSet<string> Colours { get; } =
    [
        .. Palette.Colours.Select(colour => colour.Name), "grey", "violet", "turquoise", "cyan", "magenta", "beige", "crimson", "scarlet",
        "teal", "navy", "maroon", "indigo", "colorful", "colourful", "dark", "light", "bright", "pale", "color", "colour",
    ];

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();
}
