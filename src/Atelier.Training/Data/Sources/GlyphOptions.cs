using Atelier.Glyphs;
using Atelier.Training.Recipes;

namespace Atelier.Training.Data.Sources;

/// <summary>What is tested on.</summary>
public enum GlyphTest
{
    /// <summary>Renderings not trained on, of concepts that are.</summary>
    Renderings,

    /// <summary>All renderings of concepts that are not trained on.</summary>
    Concepts,
}

/// <summary>How drawings become pictures: what the section <c>data</c> says besides, of the source <c>glyphs</c>.</summary>
public sealed record GlyphOptions
{
    /// <summary><c>split</c>: seed of the split into drawings trained on and held out (see <see cref="GlyphSplit"/>).</summary>
    public int Split { get; init; }

    /// <summary><c>sets</c>: which sets of drawings are trained on; tests are the same with all.</summary>
    public GlyphSets Sets { get; init; }

    /// <summary><c>test</c>: which of the drawings held out are tested on.</summary>
    public GlyphTest Test { get; init; }

    /// <summary><c>seed</c> of what is made of them.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary><c>siblings</c>: share of neighbours that show one concept in two styles.</summary>
    public double Siblings { get; init; } = 0.4;

    /// <summary><c>scenes</c>: share of scenes with two things.</summary>
    public double Scenes { get; init; } = 0.1;

    /// <summary><c>varied</c>: share of single drawings that are bent, and now and then cut to icons.</summary>
    public double Varied { get; init; }

    /// <summary>Reads its keys.</summary>
    public static GlyphOptions Read(RecipeSection section) => new()
    {
        Split = section.Whole("split", 0, 0),
        Sets = section.Choice<GlyphSets>("sets", GlyphSets.Core),
        Test = section.Choice<GlyphTest>("test", GlyphTest.Renderings),
        Seed = (ulong)section.Whole("seed", 1, 0),
        Siblings = section.Number("siblings", 0.4, 0, 1),
        Scenes = section.Number("scenes", 0.1, 0, 1),
        Varied = section.Number("varied", 0, 0, 1),
    };
}
