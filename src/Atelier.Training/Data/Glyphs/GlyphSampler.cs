namespace Atelier.Training.Data;

/// <summary>Makes captioned pictures of glyphs without end: scaled, turned, recoloured, on coloured backgrounds, two together. Sample k
/// depends on (seed, k) alone.</summary>
public sealed class GlyphSampler(GlyphSet set, IReadOnlyList<Glyph> glyphs, ulong seed, int size)
{
    private readonly Dictionary<Glyph, string[]> _tags = glyphs.ToDictionary(glyph => glyph, GlyphWords.CleanTags);
    private readonly Dictionary<string, Glyph[]> _byStyle = glyphs.GroupBy(glyph => glyph.Style).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Side of the pictures.</summary>
    public int Size => size;

    /// <summary>Share of scenes with two things.</summary>
    public float ScenesOfTwo { get; init; } = 0.1f;

    /// <summary>Makes sample k.</summary>
    public GlyphSample Make(long k)
    {
        var random = new GlyphRandom(seed, k);
        var glyph = glyphs[random.Below(glyphs.Count)];
        var background = GlyphBackground.Choose(random);
        return random.Chance(ScenesOfTwo) ? Scene(random, glyph, background) : Single(random, glyph, background);
    }

    private GlyphSample Single(GlyphRandom random, Glyph glyph, GlyphBackground background)
    {
        var ink = GlyphInk.Choose(random, glyph, background);
        background = ink.Colour is { } colour && background.IsCloseTo(colour.R, colour.G, colour.B) ? Contrasting(colour) : background;
        var picture = Paint(background);
        var side = random.Next(0.72f, 1f) * size;
        var room = ((size - side) / 2) + (0.04f * size);
        Draw(random, picture, glyph, (size / 2f) + random.Next(-room, room), (size / 2f) + random.Next(-room, room), side, ink);
        var style = !random.Chance(0.6f) ? null : glyph.IsMono && ink.Name is not null ? "icon" : glyph.Style;
        var tags = _tags[glyph];
        var words = tags.Length > 0 && ink.Name is null && random.Chance(0.15f)
            ? GlyphCaption.Tagged(random, glyph.Concept, tags[random.Below(tags.Length)], style)
            : GlyphCaption.Single(random, glyph.Concept, ink.IsOwn ? null : ink.Name, style);
        return new(picture, words + background.Words, glyph, null, ink.Name, background.Name);
    }

    private GlyphSample Scene(GlyphRandom random, Glyph first, GlyphBackground background)
    {
        var sameStyle = _byStyle[first.Style];
        var second = sameStyle[random.Below(sameStyle.Length)];
        var (firstInk, secondInk) = (GlyphInk.Plain(first, background), GlyphInk.Plain(second, background));
        var picture = Paint(background);
        var (near, far, middle) = (size * 0.27f, size * 0.73f, (size / 2f) + (random.Next(-0.08f, 0.08f) * size));
        var side = random.Next(0.44f, 0.52f) * size;
        var (a, b) = (first.Concept, second.Concept);
        string words;
        switch (random.Next())
        {
            case < 0.5f:
                Draw(random, picture, first, near, middle, side, firstInk);
                Draw(random, picture, second, far, middle, side, secondInk);
                words = GlyphCaption.Beside(random, a, b);
                break;
            case < 0.8f:
                Draw(random, picture, first, middle, near, side, firstInk);
                Draw(random, picture, second, middle, far, side, secondInk);
                words = GlyphCaption.Above(random, a, b);
                break;
            default:
                var bigIsLeft = random.Chance(0.5f);
                Draw(random, picture, first, size * (bigIsLeft ? 0.34f : 0.66f), middle, size * 0.64f, firstInk);
                Draw(random, picture, second, size * (bigIsLeft ? 0.82f : 0.18f), middle, size * 0.3f, secondInk);
                words = GlyphCaption.BigAndSmall(random, a, b);
                break;
        }

        words += first.IsMono || !random.Chance(0.3f) ? "" : $", {first.Style}";
        return new(picture, words + background.Words, first, second, null, background.Name);
    }

    private byte[] Paint(GlyphBackground background)
    {
        var picture = new byte[size * size * 3];
        GlyphPainter.Fill(picture, background.R, background.G, background.B);
        return picture;
    }

    private void Draw(GlyphRandom random, byte[] picture, Glyph glyph, float x, float y, float side, GlyphInk ink)
    {
        var (angle, mirror) = (random.Next(-0.12f, 0.12f), random.Chance(0.3f) && GlyphWords.MayBeMirrored(glyph));
        GlyphPainter.Draw(picture, size, set.Pixels(glyph), new(x, y, side, angle, mirror, ink.Colour, glyph.IsMono));
    }

    private static GlyphBackground Contrasting((byte R, byte G, byte B) ink) =>
        GlyphBackground.White.IsCloseTo(ink.R, ink.G, ink.B) ? new("gray", 135, 135, 138, "") : GlyphBackground.White;
}
