using System.Text.RegularExpressions;
using Atelier.Art.Imagine.Starts.Manners.Drawings;
using Atelier.Art.Imagine.Starts.Manners.Prints;

namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>A manner of drawing that a prompt names, such as "pencil sketch": what a start is redrawn in.</summary>
/// <param name="Draw">Redraws a picture [1, 3, h, w] in [0, 1]; the seed places what lies at random.</param>
internal sealed record Manner(Func<Tensor, ulong, Tensor> Draw)
{
    /// <summary>Whether it redraws the things that stand in a place, and not the place: a black horse at sunset.</summary>
    public bool IsOfThings { get; init; }

    private static readonly (Regex Words, Manner Manner)[] All =
    [
        (Words("outlined?|outlines|line ?art|line drawing"), new(Outline.Draw)),
        (Words(@"chalk(board)?[ -]*(drawing|art|sketch|style)|in chalk"), new(Chalk.Draw)),
        (Words(@"crayons?|colou?red pencils?|pastels?[ -]*(drawing|sketch|painting)|(oil|soft) pastels?|in pastels"), new(Crayon.Draw)),
        (Words(
            @"(pencil|charcoal|graphite|ink|pen)[ -]*(sketch|drawing|art|portrait|illustration|wash|study)|(in|with) (charcoal|graphite)"
            + @"|sketch(ed)?|etching|engraving|aquatint|sumi-?e"), new(Pencil.Draw)),
        (Words(@"pixel(l?ed|ated)?[ -]*(art|style|graphics|sprite)|(8|16)[ -]?bit|voxels?([ -]art)?"), new(PixelArt.Draw)),
        (Words(@"low[ -]?poly(gon)?|polygonal"), new(LowPoly.Draw)),
        (Words(@"water[ -]?colou?rs?|aquarelle"), new(Watercolour.Draw)),
        (Words(@"(?<!\b(with|and|by|under) )neon|holograms?|holographic"), new(Neon.Draw)), // not a street with neon lights
        (Words(@"stained[ -]?glass"), new(StainedGlass.Draw)),
        (Words(@"mosaic"), new(Mosaic.Draw)),
        (Words(@"pop[ -]?art|comics?[ -]*(book|strip)?[ -]*(style|art)|comic[ -]*(book|strip)"), new(PopArt.Draw)),
        (Words(@"(oil|acrylic)[ -]*(painting|paint)|impressionis[tm]|brush ?strokes|van gogh|monet"), new(BrushStrokes.Draw)),
        (Words(@"origami|folded paper"), new(Origami.Draw)),
        (Words(@"silhouettes?"), new(Silhouette.Draw) { IsOfThings = true }),
        (Words(@"lino[ -]?(cut|print)s?|wood[ -]?cuts?|wood engraving|block[ -]?print|scratchboard"), new(Linocut.Draw)),
        (Words(@"blueprints?|cyanotypes?|schematics?|technical drawing"), new(Blueprint.Draw)),
        (Words(@"sepia|daguerreotypes?|tintypes?|(vintage|old|antique|faded|victorian)[ -]*photo(graph)?s?"), new(Sepia.Draw)),
        (Words(
            @"ukiyo-?e|woodblock([ -]print)?|screen[ -]?print(ed)?|silk[ -]?screen|risograph|lithographs?|art (deco|nouveau)|batik"
            + @"|(travel|vintage|retro|propaganda|movie|film|concert) posters?"), new(Poster.Draw)),
        (Words(@"embroider(y|ed)|cross[ -]?stitch(ed)?|needlepoint|tapestry"), new(Embroidery.Draw)),
        (Words(@"graffiti|spray[ -]?paint(ed)?|street art|murals?"), new(Graffiti.Draw)),
    ];

    /// <summary>The first manner that words name; null if they name none.</summary>
    /// <param name="prompt">The words.</param>
    public static Manner? Of(string prompt) => All.FirstOrDefault(one => one.Words.IsMatch(prompt)).Manner;

    private static Regex Words(string pattern) =>
        new($@"\b({pattern})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
