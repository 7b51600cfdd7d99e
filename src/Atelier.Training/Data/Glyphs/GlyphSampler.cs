namespace Atelier.Training.Data;

/// <summary>Makes captioned pictures of glyphs without end: scaled, turned, recoloured, on coloured backgrounds, two together. Sample k
/// depends on (seed, k) alone.</summary>
public sealed class GlyphSampler(GlyphSet set, IReadOnlyList<Glyph> glyphs, ulong seed, int size)
{
    private readonly Dictionary<Glyph, string[]> _tags = glyphs.ToDictionary(glyph => glyph, GlyphCaption.CleanTags);

    /// <summary>Side of the pictures.</summary>
    public int Size => size;

    /// <summary>Share of scenes with two things.</summary>
    public float ScenesOfTwo { get; init; } = 0.1f;

    /// <summary>Makes sample k.</summary>
    public GlyphSample Make(long k)
    {
        var random = new GlyphRandom(seed, k);
        var glyph = glyphs[random.Below(glyphs.Count)];
        var picture = new byte[size * size * 3];
        var (background, words) = Background(random, picture);
        if (random.Chance(ScenesOfTwo))
        {
            return Scene(random, glyph, picture, background, words);
        }

        var (name, tint) = Colour(random, glyph, background);
        var side = random.Next(0.72f, 1f) * size;
        var room = (size - side) / 2 + (0.04f * size);
        Draw(random, picture, glyph, (size / 2f) + random.Next(-room, room), (size / 2f) + random.Next(-room, room), side, tint);
        var tags = _tags[glyph];
        var what = tags.Length > 0 && random.Chance(0.15f) ? tags[random.Below(tags.Length)] : glyph.Concept;
        var style = random.Chance(0.6f) ? glyph.Style : null;
        return new(picture, GlyphCaption.Single(random, what, name, style, glyph.IsMono) + words, glyph, null, name, background);
    }

    private GlyphSample Scene(GlyphRandom random, Glyph first, byte[] picture, string? background, string words)
    {
        var second = glyphs[random.Below(glyphs.Count)];
        for (var i = 0; i < 8 && (second.Style != first.Style || second.Concept == first.Concept); i++)
        {
            second = glyphs[random.Below(glyphs.Count)];
        }

        var beside = random.Chance(0.6f);
        var side = random.Next(0.44f, 0.52f) * size;
        var (near, far) = (size * 0.27f, size * 0.73f);
        var middle = (size / 2f) + random.Next(-0.08f, 0.08f) * size;
        Draw(random, picture, first, beside ? near : middle, beside ? middle : near, side, null);
        Draw(random, picture, second, beside ? far : middle, beside ? middle : far, side, null);
        var (a, b) = (GlyphCaption.WithArticle(first.Concept), GlyphCaption.WithArticle(second.Concept));
        var caption = beside
            ? random.Pick($"{a} next to {b}", $"{a} and {b}", $"{a} to the left of {b}", $"{b} to the right of {a}")
            : random.Pick($"{a} above {b}", $"{b} below {a}", $"{a} and {b}");
        return new(picture, caption + words, first, second, null, background);
    }

    // white as a rule; a named colour; or any colour at all, which the caption does not mention
    private static (string? Name, string Words) Background(GlyphRandom random, byte[] picture)
    {
        var kind = random.Next();
        if (kind < 0.55f)
        {
            GlyphPainter.Fill(picture, 255, 255, 255);
            return ("white", random.Chance(0.15f) ? " on a white background" : "");
        }

        if (kind < 0.85f)
        {
            var (name, r, g, b) = Palette.Colours[random.Below(Palette.Colours.Count)];
            var shade = random.Next(-18, 18);
            GlyphPainter.Fill(picture, Shaded(r, shade), Shaded(g, shade), Shaded(b, shade));
            return (name, random.Chance(0.8f) ? $" on a{(name == "orange" ? "n" : "")} {name} background" : "");
        }

        GlyphPainter.Fill(picture, (byte)random.Below(256), (byte)random.Below(256), (byte)random.Below(256));
        return (null, "");
    }

    private static byte Shaded(byte value, float shade) => (byte)Math.Clamp(value + shade, 0, 255);

    // exact by construction: icons are drawn in the colour, others toned with it
    private static (string? Name, (byte R, byte G, byte B)? Tint) Colour(GlyphRandom random, Glyph glyph, string? background)
    {
        var colours = Palette.Colours;
        if (glyph.IsMono && background == "black")
        {
            return ("white", (255, 255, 255));
        }

        if (GlyphCaption.NamesColour(glyph.Concept) || !random.Chance(glyph.IsMono ? 0.4f : 0.15f))
        {
            return (null, null);
        }

        var (name, r, g, b) = colours[random.Below(colours.Count)];
        return name == background || (name == "white" && background is null) ? (null, null) : (name, (r, g, b));
    }

    private void Draw(GlyphRandom random, byte[] picture, Glyph glyph, float x, float y, float side, (byte R, byte G, byte B)? tint) =>
        GlyphPainter.Draw(picture, size, set.Pixels(glyph), new(x, y, side, random.Next(-0.12f, 0.12f), Mirror: random.Chance(0.3f), tint, glyph.IsMono));
}
