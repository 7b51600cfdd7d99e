using Atelier.Glyphs;
using Atelier.Training.Recipes;

namespace Atelier.Training.Data.Sources;

/// <summary>Test sets of the glyph data set.</summary>
public enum GlyphTest
{
    /// <summary>Held-out renderings of concepts that are trained on.</summary>
    Renderings,

    /// <summary>All renderings of held-out concepts.</summary>
    Concepts,
}

/// <summary>The words of captions.</summary>
public enum GlyphLanguage
{
    /// <summary>Names of drawings, and sometimes a tag.</summary>
    Names,

    /// <summary>All words for drawings (see <see cref="Atelier.Glyphs.Words.GlyphTerms"/>).</summary>
    Terms,
}

/// <summary>How drawings become pictures: further keys of the section <c>data</c> for the source <c>glyphs</c>.</summary>
public sealed record GlyphOptions
{
    private const int MostPictures = 10_000_000;

    /// <summary><c>split</c>: seed of the train/test split (see <see cref="GlyphSplit"/>).</summary>
    public int Split { get; init; }

    /// <summary><c>sets</c>: the sets of drawings to train on; the test set does not depend on it.</summary>
    public GlyphSets Sets { get; init; }

    /// <summary><c>test</c>: which of the held-out drawings form the test set.</summary>
    public GlyphTest Test { get; init; }

    /// <summary><c>all_concepts</c>: whether to train on the concepts that the split holds out, too.</summary>
    public bool AllConcepts { get; init; }

    /// <summary><c>seed</c> of the pictures rendered from them.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary><c>siblings</c>: fraction of neighbours that show the same concept in two styles.</summary>
    public double Siblings { get; init; } = 0.4;

    /// <summary><c>scenes</c>: fraction of scenes with two objects.</summary>
    public double Scenes { get; init; } = 0.1;

    /// <summary><c>places</c>: fraction of training pictures with a place, an hour or the weather behind up to two things.</summary>
    public double Places { get; init; }

    /// <summary><c>manners</c>: fraction of training pictures of drawings made of a material or redrawn in a manner.</summary>
    public double Manners { get; init; }

    /// <summary><c>arranged</c>: fraction of training pictures of several of one thing, and of two things on, under, behind or in each
    /// other.</summary>
    public double Arranged { get; init; }

    /// <summary><c>stand_ins</c>: fraction of training pictures with words that drawings stand in for: a lion, "courage".</summary>
    public double StandIns { get; init; }

    /// <summary><c>asides</c>: fraction of the captions with words that no picture shows (<c>words: terms</c>).</summary>
    public double Asides { get; init; }

    /// <summary><c>vague</c>: fraction of the hard negatives that are of such words alone (<c>words: terms</c>).</summary>
    public double Vague { get; init; }

    /// <summary>The fraction of training pictures that are composed: of places, manners, arrangements and stand-ins.</summary>
    public double Composed => Places + Manners + Arranged + StandIns;

    /// <summary><c>balanced</c>: fraction of training pictures whose concept is chosen before its drawing.</summary>
    public double Balanced { get; init; }

    /// <summary><c>varied</c>: fraction of single drawings that are warped, and sometimes cut to icons.</summary>
    public double Warped { get; init; }

    /// <summary><c>plain</c>: only drawings with colours of their own, in these, on white.</summary>
    public bool Plain { get; init; }

    /// <summary><c>words</c> of the captions.</summary>
    public GlyphLanguage Words { get; init; }

    /// <summary><c>names</c>: fraction of the names among all words for a drawing (<c>words: terms</c>).</summary>
    public double Names { get; init; } = 0.36;

    /// <summary><c>turns</c>: fraction of the words for one thing that stand in a turn of phrase: "a slice of pizza".</summary>
    public double Turns { get; init; }

    /// <summary><c>distractors</c>: fraction of the hard negatives that are one word of another drawing (<c>words: terms</c>).</summary>
    public double Distractors { get; init; }

    /// <summary><c>pictures</c>: how many different ones there are; captions are always new. 0: all pictures are new as well.</summary>
    public int Pictures { get; init; }

    /// <summary>Reads its keys.</summary>
    public static GlyphOptions Read(RecipeSection section)
    {
        var options = ReadAll(section);
        return options switch
        {
            { Composed: > 0, Pictures: > 0 } => throw section.Error(
                "pictures", "places, manners, arranged and stand_ins are always new; leave either out"),
            { Composed: > 0, Plain: true } => throw section.Error(
                "plain", "places, manners, arranged and stand_ins are not on white in colours of their own; leave either out"),
            { Composed: > 1 } => throw section.Error(
                "places", $"places, manners, arranged and stand_ins are {options.Composed:0.##} together, more than 1"),
            { Asides: > 0, Words: not GlyphLanguage.Terms } => throw section.Error("asides", "words: terms is needed for them"),
            { Vague: > 0, Words: not GlyphLanguage.Terms } => throw section.Error("vague", "words: terms is needed for them"),
            _ => options,
        };
    }

    private static GlyphOptions ReadAll(RecipeSection section) => new()
    {
        Split = section.Int("split", 0, 0),
        Sets = section.Enum<GlyphSets>("sets", GlyphSets.Core),
        Test = section.Enum<GlyphTest>("test", GlyphTest.Renderings),
        AllConcepts = section.Bool("all_concepts", false),
        Seed = (ulong)section.Int("seed", 1, 0),
        Siblings = section.Double("siblings", 0.4, 0, 1),
        Scenes = section.Double("scenes", 0.1, 0, 1),
        Places = section.Double("places", 0, 0, 1),
        Manners = section.Double("manners", 0, 0, 1),
        Arranged = section.Double("arranged", 0, 0, 1),
        StandIns = section.Double("stand_ins", 0, 0, 1),
        Asides = section.Double("asides", 0, 0, 1),
        Vague = section.Double("vague", 0, 0, 1),
        Balanced = section.Double("balanced", 0, 0, 1),
        Warped = section.Double("varied", 0, 0, 1),
        Plain = section.Bool("plain", false),
        Words = section.Enum<GlyphLanguage>("words", GlyphLanguage.Names),
        Names = section.Double("names", 0.36, 0, 0.99),
        Turns = section.Double("turns", 0, 0, 1),
        Distractors = section.Double("distractors", 0, 0, 1),
        Pictures = section.Int("pictures", 0, 0, MostPictures) is var pictures && pictures % 2 == 0 ? pictures
            : throw section.Error("pictures", "an even number is needed, since neighbours may be siblings"),
    };
}
