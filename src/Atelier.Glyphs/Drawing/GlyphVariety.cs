using Atelier.Core;

namespace Atelier.Glyphs.Drawing;

/// <summary>How a drawing is made different from itself, so that a model learns the thing and not the one drawing of it.</summary>
/// <param name="Stretch">Width over height, as the root of their ratio: 1 as drawn.</param>
/// <param name="Shear">Slant to the side, as a share of the height: 0 as drawn.</param>
/// <param name="Threshold">Only what is darker than this light, 0 to 255, is drawn: an icon cut from a coloured drawing. Negative: what
/// is lighter than its amount. Null: all.</param>
public readonly record struct GlyphVariety(float Stretch, float Shear, float? Threshold)
{
    /// <summary>As drawn.</summary>
    public static GlyphVariety None => new(1, 0, null);

    /// <summary>A little wider or narrower, a little slanted.</summary>
    public static GlyphVariety Choose(SplitMix64 random) => new(MathF.Exp(random.Next(-0.1f, 0.1f)), random.Next(-0.15f, 0.15f), null);

    /// <summary>The same, cut to an icon of two tones at about the mean light of the drawing.</summary>
    /// <param name="random">Chooses where, and which side.</param>
    /// <param name="glyph">RGBA of the drawing.</param>
    public GlyphVariety AsIcon(SplitMix64 random, ReadOnlySpan<byte> glyph)
    {
        float sum = 0, weight = 1;
        for (var p = 0; p < glyph.Length; p += 4 * 7)
        {
            sum += glyph[p + 3] * LightOf(glyph[p], glyph[p + 1], glyph[p + 2]);
            weight += glyph[p + 3];
        }

        var cut = Math.Clamp((sum / weight) + random.Next(-25, 35), 1, 254);
        return this with { Threshold = random.Chance(0.7f) ? cut : -cut };
    }

    /// <summary>True for what is drawn.</summary>
    public bool Keeps(byte r, byte g, byte b) => Threshold is not { } cut || (cut > 0 ? LightOf(r, g, b) < cut : LightOf(r, g, b) >= -cut);

    private static float LightOf(byte r, byte g, byte b) => (0.299f * r) + (0.587f * g) + (0.114f * b);
}
