using Atelier.Core;
using Atelier.Glyphs.Words;
using Atelier.Torch;

namespace Atelier.Glyphs.Drawing;

/// <summary>Renders an endless stream of captioned pictures of glyphs: scaled, rotated, tinted, on coloured backgrounds, alone or in pairs.
/// Sample k depends on (seed, k) alone.</summary>
public sealed class GlyphSampler(GlyphSet set, IReadOnlyList<Glyph> glyphs, ulong seed, int size)
{
    private const float IconProbability = 0.25f; // of warped drawings
    private const ulong WordsSeed = 0x30BD5;
    private const ulong PoolSeed = 0x9001;
    private readonly Dictionary<Glyph, string[]> _tags = glyphs.ToDictionary(glyph => glyph, GlyphWords.CleanTags);
    private readonly Dictionary<string, Glyph[]> _renderings = glyphs.GroupBy(glyph => glyph.Concept)
        .ToDictionary(group => group.Key, group => group.ToArray());
    private readonly Dictionary<string, Glyph[]> _byStyle = glyphs.GroupBy(glyph => glyph.Style)
        .ToDictionary(group => group.Key, group => group.ToArray());
    private readonly string[] _concepts = [.. glyphs.Select(glyph => glyph.Concept).Distinct()];

    /// <summary>Fraction of scenes with two objects.</summary>
    public float ScenesOfTwo { get; init; } = 0.1f;

    /// <summary>Fraction of neighbours (samples 2i and 2i + 1) that show the same concept in two styles and name both. A contrastive loss
    /// learns styles from them.</summary>
    public float Siblings { get; init; } = 0.4f;

    /// <summary>Fraction of pictures whose concept is chosen before its drawing, so that concepts with one drawing are seen as often as
    /// those with many.</summary>
    public float Balanced { get; init; }

    /// <summary>Fraction of single drawings that are warped; some coloured ones are also cut to icons of two tones.</summary>
    public float Warped { get; init; }

    /// <summary>Whether all drawings keep their own colours and stand on white.</summary>
    public bool Plain { get; init; }

    /// <summary>How many different pictures there are, an even number; 0 for as many as samples. Captions are always new.</summary>
    public int Pictures { get; init; }

    /// <summary>All words for the drawings, of which captions are made; null for names and sometimes tags.</summary>
    public GlyphTerms? Terms { get; init; }

    /// <summary>Fraction of the captions by <see cref="Terms"/> that are by the name.</summary>
    public float Names { get; init; } = 0.36f;

    /// <summary>Fraction of names, and of other words for things, that stand in a turn of phrase: "a slice of pizza".</summary>
    public float Turns { get; init; }

    /// <summary>Fraction of the hard negatives that are one word of another drawing, any of <see cref="Terms"/>. Without them, words
    /// that no caption consists of, such as "freedom", come near every picture.</summary>
    public float Distractors { get; init; }

    /// <summary>Renders sample k.</summary>
    public GlyphSample Render(long k)
    {
        var picture = Pictures == 0 ? k : (2 * new SplitMix64(seed ^ PoolSeed, k / 2).Below(Pictures / 2)) + (k % 2);
        var random = new SplitMix64(seed, picture);
        var words = Pictures == 0 ? random : new SplitMix64(seed ^ WordsSeed, k);
        var glyph = AnyGlyph(random);
        var background = Plain ? GlyphBackground.White : GlyphBackground.Random(random);
        var sample = Sibling(picture) is { } sibling
            ? Single(random, words, sibling, background, new SplitMix64(seed ^ WordsSeed, ~(k / 2)))
            : random.Bernoulli(ScenesOfTwo) ? Scene(random, words, glyph, background)
            : Single(random, words, glyph, background, ofSiblings: null);
        return sample with { Picture = picture };
    }

    private Glyph AnyGlyph(SplitMix64 random) => Balanced > 0 && random.Bernoulli(Balanced)
        ? random.Pick(_renderings[random.Pick(_concepts)])
        : glyphs[random.Below(glyphs.Count)];

    // the glyph of sample k if its pair are siblings, else null; depends on (seed, pair) alone
    private Glyph? Sibling(long k)
    {
        var pair = new SplitMix64(seed ^ 0x51B1, k / 2);
        if (!pair.Bernoulli(Siblings))
        {
            return null;
        }

        var first = AnyGlyph(pair);
        var renderings = _renderings[first.Concept].Where(glyph => glyph != first).ToArray();
        var inOtherStyles = renderings.Where(glyph => glyph.Style != first.Style).ToArray();
        var others = inOtherStyles.Length > 0 ? inOtherStyles : renderings;
        return k % 2 == 0 || others.Length == 0 ? first : others[pair.Below(others.Length)];
    }

    // random makes the picture, words the caption; siblings share a phrase, so that they differ in style alone
    private GlyphSample Single(
        SplitMix64 random, SplitMix64 words, Glyph drawing, GlyphBackground background, SplitMix64? ofSiblings)
    {
        var isSibling = ofSiblings is not null;
        var warp = Warped > 0 && random.Bernoulli(Warped) ? GlyphWarp.Random(random) : GlyphWarp.None;
        var isCut = warp != GlyphWarp.None && !isSibling && !drawing.IsMono && random.Bernoulli(IconProbability);
        var glyph = isCut ? drawing with { Style = GlyphStyle.Icon } : drawing;
        warp = isCut ? warp.WithIconCut(random, set.Pixels(drawing)) : warp;
        var ink = Plain ? GlyphInk.Plain(glyph, background) : GlyphInk.Random(random, glyph, background);
        background = ink.Colour is { } colour && background.IsCloseTo(colour.R, colour.G, colour.B) ? Contrasting(colour) : background;
        var picture = Fill(background);
        var side = random.Next(0.72f, 1f) * size;
        var room = ((size - side) / 2) + (0.04f * size);
        Draw(random, picture, glyph, (size / 2f) + random.Next(-room, room), (size / 2f) + random.Next(-room, room), side, ink, warp);
        var style = !isSibling && !words.Bernoulli(0.75f)
            ? null
            : glyph.IsMono && ink.Name is not null ? "icon" : words.Pick([.. GlyphStyle.Words(glyph.Style)]);
        var named = ink.IsOwn ? null : ink.Name;
        var phrase = Terms is null ? Tagged(words, drawing, mayTag: !isSibling && ink.Name is null)
            : GlyphPhrase.Random(ofSiblings ?? words, Terms, drawing, Names);
        var isTurned = Turns > 0 && phrase.IsThing && !isSibling && words.Bernoulli(Turns);
        phrase = isTurned ? phrase with { Text = GlyphTurn.Of(words, drawing, phrase.Text) } : phrase;
        var caption = phrase.IsThing ? GlyphCaption.Single(words, phrase.Text, named, style)
            : Terms is null ? GlyphCaption.Tagged(words, glyph.Concept, phrase.Text, style)
            : style is null ? phrase.Text : $"{phrase.Text}, {style}";
        var negative = HardNegative(words, glyph, phrase, named, style, background);
        var sample = new GlyphSample(picture, caption + background.Words, negative, glyph, null, ink.Name, background.Name);
        return Terms is null ? sample : sample with
        {
            Claims = [.. phrase.Terms, .. GlyphClaims.Of(style, named, background)], Holds = GlyphClaims.Test(Terms, drawing, sample),
        };
    }

    private GlyphPhrase Tagged(SplitMix64 words, Glyph drawing, bool mayTag)
    {
        var tags = _tags[drawing];
        return tags.Length > 0 && mayTag && words.Bernoulli(0.15f)
            ? new(tags[words.Below(tags.Length)], [], IsThing: false)
            : new(drawing.Concept, [], IsThing: true);
    }

    // a caption that is wrong in one thing, most often the style: hard negatives teach fine differences (Yuksekgonul et al., 2022)
    private string HardNegative(
        SplitMix64 random, Glyph glyph, GlyphPhrase phrase, string? colour, string? style, GlyphBackground background)
    {
        if (Distractors > 0 && Terms is not null && random.Bernoulli(Distractors))
        {
            return Distractor(random, glyph);
        }

        var what = phrase.IsThing ? phrase.Text : glyph.Concept;
        var choice = random.Next();
        if (style is not null && choice < 0.85f)
        {
            return GlyphCaption.Single(random, what, colour, GlyphStyle.Different(random, style)) + background.Words;
        }

        if (colour is not null && choice < 0.95f)
        {
            return GlyphCaption.Single(random, what, GlyphBackground.DifferentColour(random, colour), style) + background.Words;
        }

        return background.Words.Length > 0
            ? GlyphCaption.Single(random, what, colour, style) + background.DifferentWords(random)
            : GlyphCaption.Single(random, Untrue(random, glyph), colour, style) + background.Words;
    }

    // words for another drawing that are untrue of this one
    private string Untrue(SplitMix64 random, Glyph glyph) => FirstUntrue(random, glyph, (terms, other) =>
        GlyphPhrase.Random(random, terms, other, Names) is { IsThing: true } phrase && !phrase.Terms.All(term => terms.IsTrue(glyph, term))
            ? phrase.Text : null);

    // a single word of another drawing that is untrue of this one, with an article or without
    private string Distractor(SplitMix64 random, Glyph glyph) => FirstUntrue(random, glyph, (terms, other) =>
        terms.Of(other) is { Count: > 0 } words && words[random.Below(words.Count)].Word is var word && !terms.IsTrue(glyph, word)
            ? random.Bernoulli(0.5f) ? GlyphWords.WithArticle(word) : word : null);

    // what is first found for a random drawing; else another concept
    private string FirstUntrue(SplitMix64 random, Glyph glyph, Func<GlyphTerms, Glyph, string?> find)
    {
        for (var tries = 0; Terms is not null && tries < 20; tries++)
        {
            if (find(Terms, glyphs[random.Below(glyphs.Count)]) is { } found)
            {
                return found;
            }
        }

        return DifferentConcept(random, glyph.Concept);
    }

    // a concept of no drawing in the picture; tiny sets may have none
    private string DifferentConcept(SplitMix64 random, params string[] concepts) =>
        random.Around(_concepts).FirstOrDefault(concept => !concepts.Contains(concept)) ?? "something else";

    private GlyphSample Scene(SplitMix64 random, SplitMix64 says, Glyph first, GlyphBackground background)
    {
        var sameStyle = _byStyle[first.Style];
        var second = sameStyle[random.Below(sameStyle.Length)];
        var (firstInk, secondInk) = (GlyphInk.Plain(first, background), GlyphInk.Plain(second, background));
        var picture = Fill(background);
        var (near, far, middle) = (size * 0.27f, size * 0.73f, (size / 2f) + (random.Next(-0.08f, 0.08f) * size));
        var side = random.Next(0.44f, 0.52f) * size;
        var (a, b) = (first.Concept, second.Concept);
        var other = DifferentConcept(random, a, b);
        string words, negative;
        switch (random.Next())
        {
            case < 0.5f:
                Draw(random, picture, first, near, middle, side, firstInk);
                Draw(random, picture, second, far, middle, side, secondInk);
                words = GlyphCaption.Beside(says, a, b);
                negative = GlyphCaption.Beside(says, other, b);
                break;
            case < 0.8f:
                Draw(random, picture, first, middle, near, side, firstInk);
                Draw(random, picture, second, middle, far, side, secondInk);
                words = GlyphCaption.Above(says, a, b);
                negative = GlyphCaption.Above(says, other, b);
                break;
            default:
                var bigIsLeft = random.Bernoulli(0.5f);
                Draw(random, picture, first, size * (bigIsLeft ? 0.34f : 0.66f), middle, size * 0.64f, firstInk);
                Draw(random, picture, second, size * (bigIsLeft ? 0.82f : 0.18f), middle, size * 0.3f, secondInk);
                words = GlyphCaption.BigAndSmall(says, a, b);
                negative = GlyphCaption.BigAndSmall(says, other, b);
                break;
        }

        var style = first.IsMono || !says.Bernoulli(0.3f) ? "" : $", {says.Pick([.. GlyphStyle.Words(first.Style)])}";
        return new(picture, words + style + background.Words, negative + style + background.Words, first, second, null, background.Name)
        {
            Claims = Terms is null ? [] : [words],
        };
    }

    private byte[] Fill(GlyphBackground background)
    {
        var picture = new byte[size * size * 3];
        GlyphPainter.Fill(picture, background.R, background.G, background.B);
        return picture;
    }

    private void Draw(
        SplitMix64 random, byte[] picture, Glyph glyph, float x, float y, float side, GlyphInk ink, GlyphWarp? warp = null)
    {
        var (angle, mirror) = (random.Next(-0.12f, 0.12f), random.Bernoulli(0.3f) && GlyphWords.CanBeMirrored(glyph));
        GlyphPainter.Draw(
            picture, size, set.Pixels(glyph),
            new(x, y, side, angle, mirror, ink.Colour ?? (glyph.IsMono ? (0, 0, 0) : null), glyph.IsMono)
            {
                Warp = warp ?? GlyphWarp.None,
            });
    }

    private static GlyphBackground Contrasting((byte R, byte G, byte B) ink) =>
        GlyphBackground.White.IsCloseTo(ink.R, ink.G, ink.B) ? new("gray", 135, 135, 138, "") : GlyphBackground.White;
}
