using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Manners;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of drawings made of a material, and of drawings and places redrawn in a manner.</summary>
/// <param name="set">The drawings' pixels.</param>
/// <param name="drawings">Those to use, all with colours of their own.</param>
/// <param name="names">What captions call them.</param>
/// <param name="seed">Chooses.</param>
/// <param name="size">Pixels per side.</param>
internal sealed class MadeGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ThingNames names, ulong seed, int size) : IComposition
{
    private const ulong MadeSeed = 0x3ADE, CaptionSeed = 0xCA9711;
    private const int Side = 128; // pixels, for which materials and manners are made
    private const float OfMaterials = 0.5f, OfScenes = 0.1f;
    private static readonly string[] AllMaterials = [.. Materials.Words];

    private static readonly string[] Manners =
    [
        "outline", "line drawing", "pencil sketch", "sketch", "pencil drawing", "ink drawing", "charcoal drawing", "pixel art", "8-bit",
        "low poly",
        "watercolor", "watercolour", "neon", "silhouette", "stained glass", "mosaic", "chalk drawing", "pop art", "comic book style",
        "oil painting", "impressionist painting", "van gogh", "origami",
        "linocut", "woodcut", "blueprint", "sepia photograph", "old photograph", "ukiyo-e", "art deco poster", "screen print",
        "travel poster", "crayon drawing", "pastel drawing", "embroidery", "cross stitch", "graffiti", "mural",
    ];

    private readonly PlacedGlyphs _places = new(set, drawings, names, seed, Side);

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var random = new SplitMix64(seed ^ MadeSeed, k);
        var (kind, drawing, word) = Choose(random);
        var place = kind == Kind.Scene ? _places.Render(k) : null;
        var drawn = place is null ? CentredGlyph.Draw(random, set, drawing, Side) : new(Side, Side, 3, place.Pixels);
        var plain = drawn.ToTensor(); // [1, 3, h, w] in [0, 1]
        var picture = kind == Kind.Material ? Materials.Apply(plain, word) : Manner.Of(word)!.Draw(plain, (ulong)random.Below(1000));
        if (size != Side)
        {
            picture = F.interpolate(picture, [size, size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        }

        return new(picture.ToPicture().Pixels, -1, Caption(k, kind, drawing, word), HardNegative()) { Claims = [$"made {k}"] };

        // of another thing, or in another material or manner
        string HardNegative()
        {
            var other = random.Bernoulli(0.4f) ? drawings[random.Below(drawings.Count)] : drawing;
            return place is null && other.Concept != drawing.Concept ? Caption(k, kind, other, word)
                : Caption(k, kind, drawing, random.Pick([.. Others(kind, word)]));
        }
    }

    /// <inheritdoc/>
    public string CaptionOf(long k)
    {
        var (kind, drawing, word) = Choose(new SplitMix64(seed ^ MadeSeed, k));
        return Caption(k, kind, drawing, word);
    }

    private (Kind Kind, Glyph Drawing, string Word) Choose(SplitMix64 random)
    {
        var drawing = drawings[random.Below(drawings.Count)];
        var kind = random.Next() switch { < OfMaterials => Kind.Material, < OfMaterials + OfScenes => Kind.Scene, _ => Kind.Manner };
        return (kind, drawing, random.Pick(kind == Kind.Material ? AllMaterials : Manners));
    }

    private static IEnumerable<string> Others(Kind kind, string word) => kind == Kind.Material
        ? AllMaterials.Where(other => !Materials.AreSame(other, word))
        : Manners.Where(other => Manner.Of(other) != Manner.Of(word));

    private string Caption(long k, Kind kind, Glyph drawing, string word)
    {
        var random = new SplitMix64(seed ^ CaptionSeed, k);
        return kind switch
        {
            Kind.Material => MannerCaption.OfMaterial(random, word, names.Of(random, drawing)),
            Kind.Manner => MannerCaption.InManner(random, word, names.Of(random, drawing)),
            _ => MannerCaption.InMannerOf(random, word, _places.CaptionOf(k)),
        };
    }

    private enum Kind
    {
        Material,
        Manner,
        Scene,
    }
}
