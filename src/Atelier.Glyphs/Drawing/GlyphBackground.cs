using Atelier.Core;
using Atelier.Glyphs.Words;
using Atelier.Imaging;

namespace Atelier.Glyphs.Drawing;

/// <summary>The background of a sample.</summary>
/// <param name="Name">The name of its colour, or null.</param>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="Words">Its part of the caption, with a leading space; empty if not mentioned.</param>
internal readonly record struct GlyphBackground(string? Name, byte R, byte G, byte B, string Words)
{
    private const float MaxDarkLuma = 80;

    /// <summary>White, not mentioned.</summary>
    public static GlyphBackground White => new("white", 255, 255, 255, "");

    /// <summary>Whether black drawings are hard to see on it.</summary>
    public bool IsDark => Luma.FromRgb(R, G, B) < MaxDarkLuma;

    /// <summary>A random background: usually white; else a named colour, usually mentioned; or any colour, never mentioned.</summary>
    public static GlyphBackground Random(SplitMix64 random)
    {
        var kind = random.Next();
        if (kind < 0.55f)
        {
            return White with { Words = random.Bernoulli(0.15f) ? " on a white background" : "" };
        }

        if (kind >= 0.85f)
        {
            return new(null, (byte)random.Below(256), (byte)random.Below(256), (byte)random.Below(256), "");
        }

        var (name, r, g, b) = Palette.Colours[random.Below(Palette.Colours.Count)];
        var shade = name == "white" ? 0 : random.Next(-18, 18);
        return new(
            name,
            Shaded(r, shade),
            Shaded(g, shade),
            Shaded(b, shade),
            random.Bernoulli(0.8f) ? $" on {GlyphWords.WithArticle(name)} background" : "");
    }

    /// <summary>The same words with another colour; empty if there are none.</summary>
    public string DifferentWords(SplitMix64 random) =>
        Words.Length == 0 ? "" : $" on {GlyphWords.WithArticle(DifferentColour(random, Name!))} background";

    /// <summary>The name of another colour.</summary>
    public static string DifferentColour(SplitMix64 random, string name) =>
        random.Pick([.. Palette.Colours.Where(colour => colour.Name != name).Select(colour => colour.Name)]);

    /// <summary>Whether something of that colour is hard to see on it.</summary>
    public bool IsCloseTo(byte r, byte g, byte b) => Math.Abs(R - r) + Math.Abs(G - g) + Math.Abs(B - b) < 120;

    private static byte Shaded(byte value, float shade) => (byte)Math.Clamp(value + shade, 0, 255);
}
