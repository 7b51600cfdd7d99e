using Atelier.Core;
using Atelier.Glyphs.Words;
using Atelier.Imaging;

namespace Atelier.Glyphs.Drawing;

/// <summary>What a sample is drawn on.</summary>
/// <param name="Name">The name of its colour, or null where it has none.</param>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="Words">What the caption says of it, with a space before it, or nothing.</param>
internal readonly record struct GlyphBackground(string? Name, byte R, byte G, byte B, string Words)
{
    /// <summary>White, not mentioned.</summary>
    public static GlyphBackground White => new("white", 255, 255, 255, "");

    /// <summary>Black ink would not show on it.</summary>
    public bool IsDark => (0.299f * R) + (0.587f * G) + (0.114f * B) < 80;

    /// <summary>White as a rule; a named colour, mentioned as a rule; or any colour at all, never mentioned.</summary>
    public static GlyphBackground Choose(SplitMix64 random)
    {
        var kind = random.Next();
        if (kind < 0.55f)
        {
            return White with { Words = random.Chance(0.15f) ? " on a white background" : "" };
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
            random.Chance(0.8f) ? $" on {GlyphWords.WithArticle(name)} background" : "");
    }

    /// <summary>The same words with another colour; nothing where they say nothing.</summary>
    public string WrongWords(SplitMix64 random) =>
        Words.Length == 0 ? "" : $" on {GlyphWords.WithArticle(Another(random, Name!))} background";

    /// <summary>Another colour's name.</summary>
    public static string Another(SplitMix64 random, string name) =>
        random.Pick([.. Palette.Colours.Where(colour => colour.Name != name).Select(colour => colour.Name)]);

    /// <summary>True when something of that colour would hardly show.</summary>
    public bool IsCloseTo(byte r, byte g, byte b) => Math.Abs(R - r) + Math.Abs(G - g) + Math.Abs(B - b) < 120;

    private static byte Shaded(byte value, float shade) => (byte)Math.Clamp(value + shade, 0, 255);
}
