using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Manners;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of drawings made of a material or redrawn in a manner.</summary>
/// <param name="set">The drawings' pixels.</param>
/// <param name="drawings">Those to use, all with colours of their own.</param>
/// <param name="seed">Chooses.</param>
/// <param name="size">Pixels per side.</param>
internal sealed class MadeGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ulong seed, int size) : IComposition
{
    private const ulong MadeSeed = 0x3ADE, CaptionSeed = 0xCA9711;
    private const int Side = 128; // pixels, for which materials and manners are made

    private static readonly string[] Adjectives =
        ["wooden", "golden", "silvery", "metallic", "ceramic", "knitted", "woolen", "woollen", "rusty", "rusted"];

    private static readonly string[] Manners =
    [
        "outline", "line drawing", "pencil sketch", "sketch", "ink drawing", "charcoal drawing", "pixel art", "8-bit", "low poly",
        "watercolor", "watercolour", "neon", "silhouette", "stained glass", "mosaic", "chalk drawing", "pop art", "comic book style",
        "oil painting", "impressionist painting", "van gogh", "origami",
    ];

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var random = new SplitMix64(seed ^ MadeSeed, k);
        var (drawing, word, isMaterial) = Choose(random);
        var plain = CentredGlyph.Draw(random, set, drawing, Side).ToTensor(); // [1, 3, h, w] in [0, 1], on white
        var picture = isMaterial ? Materials.Apply(plain, word) : Manner.Of(word)!.Draw(plain, (ulong)random.Below(1000));
        if (size != Side)
        {
            picture = F.interpolate(picture, [size, size], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true);
        }

        var caption = Caption(k, drawing, word, isMaterial);
        return new(picture.ToPicture().Pixels, -1, caption, HardNegative()) { Claims = [$"made {k}"] };

        // of another thing, or in another material or manner
        string HardNegative()
        {
            var other = random.Bernoulli(0.4f) ? drawings[random.Below(drawings.Count)] : drawing;
            return other.Concept != drawing.Concept ? Caption(k, other, word, isMaterial)
                : Caption(k, drawing, random.Pick([.. Others(word, isMaterial)]), isMaterial);
        }
    }

    /// <inheritdoc/>
    public string CaptionOf(long k)
    {
        var (drawing, word, isMaterial) = Choose(new SplitMix64(seed ^ MadeSeed, k));
        return Caption(k, drawing, word, isMaterial);
    }

    private (Glyph Drawing, string Word, bool IsMaterial) Choose(SplitMix64 random)
    {
        var drawing = drawings[random.Below(drawings.Count)];
        return random.Bernoulli(0.5f) ? (drawing, random.Pick<string>([.. Materials.Words]), true)
            : (drawing, random.Pick<string>(Manners), false);
    }

    private static IEnumerable<string> Others(string word, bool isMaterial) => isMaterial
        ? Materials.Words.Where(other => !Materials.AreSame(other, word))
        : Manners.Where(other => Manner.Of(other) != Manner.Of(word));

    private string Caption(long k, Glyph drawing, string word, bool isMaterial)
    {
        var random = new SplitMix64(seed ^ CaptionSeed, k);
        return isMaterial ? OfMaterial(random, word, drawing.Concept) : InManner(random, word, drawing.Concept);
    }

    private static string OfMaterial(SplitMix64 random, string material, string what) =>
        !Adjectives.Contains(material) && random.Bernoulli(0.4f)
            ? $"{GlyphWords.WithArticle(what)} {random.Pick("made of", "of")} {material}"
            : GlyphWords.WithArticle($"{material} {what}");

    private static string InManner(SplitMix64 random, string manner, string what)
    {
        var thing = GlyphWords.WithArticle(what);
        return manner switch
        {
            "neon" => random.Pick($"a neon sign of {thing}", $"a neon {what}", $"{thing}, neon"),
            "8-bit" or "comic book style" => $"{thing}, {manner}",
            "stained glass" => random.Pick($"{thing} in stained glass", $"a stained glass {what}", $"a stained glass window of {thing}"),
            "van gogh" => random.Pick($"{thing} by van gogh", $"{thing} in the style of van gogh"),
            "low poly" or "pixel art" or "pop art" or "origami" =>
                random.Pick($"{thing}, {manner}", GlyphWords.WithArticle($"{manner} {what}")),
            _ => random.Pick($"{thing}, {manner}", $"{GlyphWords.WithArticle(manner)} of {thing}", $"{what} {manner}"),
        };
    }
}
