using Atelier.Imaging;
using Atelier.Core;

namespace Atelier.Glyphs.Drawing;

/// <summary>Augments a drawing by an affine warp and optionally a cut to an icon, so that a model learns the object and not the drawing.
/// </summary>
/// <param name="Stretch">The square root of the aspect ratio; 1 leaves it as it is.</param>
/// <param name="Shear">Horizontal shear; 0 leaves it as it is.</param>
/// <param name="Threshold">Draws only pixels whose luma, 0 to 255, is below this, which cuts an icon from a coloured drawing. A negative
/// value draws those at or above its absolute value. Null draws all.</param>
public readonly record struct GlyphWarp(float Stretch, float Shear, float? Threshold)
{
    /// <summary>No change.</summary>
    public static GlyphWarp None => new(1, 0, null);

    /// <summary>A small random stretch and shear.</summary>
    public static GlyphWarp Random(SplitMix64 random) => new(MathF.Exp(random.Next(-0.1f, 0.1f)), random.Next(-0.15f, 0.15f), null);

    /// <summary>Adds a cut to an icon of two tones, at about the mean luma of the drawing.</summary>
    /// <param name="random">Draws the threshold and the side.</param>
    /// <param name="glyph">RGBA of the drawing.</param>
    public GlyphWarp WithIconCut(SplitMix64 random, ReadOnlySpan<byte> glyph)
    {
        float sum = 0, weight = 1;
        for (var p = 0; p < glyph.Length; p += 4 * 7)
        {
            sum += glyph[p + 3] * Luma.FromRgb(glyph[p], glyph[p + 1], glyph[p + 2]);
            weight += glyph[p + 3];
        }

        var cut = Math.Clamp((sum / weight) + random.Next(-25, 35), 1, 254);
        return this with { Threshold = random.Bernoulli(0.7f) ? cut : -cut };
    }

    /// <summary>Whether a pixel is drawn.</summary>
    public bool Keeps(byte r, byte g, byte b) =>
        Threshold is not { } cut || (cut > 0 ? Luma.FromRgb(r, g, b) < cut : Luma.FromRgb(r, g, b) >= -cut);
}
