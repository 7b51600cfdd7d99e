using System.Text.RegularExpressions;

namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>A manner of drawing that a prompt names, such as "pencil sketch": what a start is redrawn in.</summary>
/// <param name="Draw">Redraws a picture [1, 3, h, w] in [0, 1]; the seed places what lies at random.</param>
internal sealed record Manner(Func<Tensor, ulong, Tensor> Draw)
{
    private static readonly (Regex Words, Manner Manner)[] All =
    [
        (Words("outlined?|outlines|line ?art|line drawing"), new(Outline.Draw)),
        (Words(@"chalk(board)?[ -]*(drawing|art|sketch|style)|in chalk"), new(Chalk.Draw)),
        (Words("(pencil|charcoal|graphite|ink|pen)[ -]*(sketch|drawing|art)|sketch(ed)?|etching|engraving"), new(Pencil.Draw)),
        (Words(@"pixel(l?ed|ated)?[ -]*(art|style|graphics|sprite)|(8|16)[ -]?bit"), new(PixelArt.Draw)),
        (Words(@"low[ -]?poly(gon)?|polygonal"), new(LowPoly.Draw)),
        (Words(@"water[ -]?colou?rs?|aquarelle"), new(Watercolour.Draw)),
        (Words(@"(?<!\b(with|and|by|under) )neon"), new(Neon.Draw)), // not a street with neon lights
        (Words(@"stained[ -]?glass"), new(StainedGlass.Draw)),
        (Words(@"mosaic"), new(Mosaic.Draw)),
        (Words(@"pop[ -]?art|comics?[ -]*(book|strip)?[ -]*(style|art)|comic[ -]*(book|strip)"), new(PopArt.Draw)),
        (Words(@"(oil|acrylic)[ -]*(painting|paint)|impressionis[tm]|brush ?strokes|van gogh|monet"), new(BrushStrokes.Draw)),
        (Words(@"origami|folded paper"), new(Origami.Draw)),
        (Words(@"silhouettes?"), new(Silhouette.Draw)),
    ];

    /// <summary>The first manner that words name; null if they name none.</summary>
    /// <param name="prompt">The words.</param>
    public static Manner? Of(string prompt) => All.FirstOrDefault(one => one.Words.IsMatch(prompt)).Manner;

    private static Regex Words(string pattern) =>
        new($@"\b({pattern})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
