using Atelier.Art.Imagine.Starts.Scenes;
using Atelier.Art.Imagine.Starts.Scenes.Reading;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of several of one thing, of three things, and of two that lie to each other as the starts of
/// <c>imagine</c> lay them: "three balloons", "a cat on a chair", "a fox reading".</summary>
/// <param name="set">The drawings' pixels.</param>
/// <param name="drawings">Those to use, all with colours of their own.</param>
/// <param name="names">What captions call them.</param>
/// <param name="seed">Chooses.</param>
/// <param name="size">Pixels per side.</param>
internal sealed class ArrangedGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ThingNames names, ulong seed, int size) : IComposition
{
    private const ulong ArrangedSeed = 0xA44A, CaptionSeed = 0xCA9712;
    private const float Groups = 0.3f, WithSecond = 0.35f, Lists = 0.1f, Twice = 0.2f, Doing = 0.3f;

    private static readonly Relation[] Relations =
    [
        Relation.Beneath, Relation.Beneath, Relation.Above, Relation.Behind, Relation.Before, Relation.With, Relation.Beside,
        Relation.Inside, Relation.Within, Relation.Worn,
    ];

    private readonly Glyph[] _holders = Fitting(drawings, "in", Relation.Inside);
    private readonly Glyph[] _seenThrough = Fitting(drawings, "in", Relation.Within);
    private readonly Glyph[] _headwear = Fitting(drawings, "wearing", Relation.Worn);
    private readonly Glyph[] _tools =
        [.. drawings.Where(drawing => Activities.With(drawing.Concept).Any(activity => Activities.ToolOf(activity) is not null))];

    private readonly Glyph[] _countable = [.. drawings.Where(drawing => GlyphWords.Plural(drawing.Concept) is not null)];

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        var random = new SplitMix64(seed ^ ArrangedSeed, k);
        var arrangement = Choose(random);
        var picture = Picture.Blank(size, size, Colour.White);
        Draw(random, picture.Pixels, arrangement);
        var (caption, negative) = (Caption(k, arrangement), Caption(k, Untrue(random, arrangement)));
        negative = negative != caption ? negative // by words without a number
            : Caption(k, arrangement with { First = Another(random, _countable, arrangement.First) });
        return new(picture.Pixels, -1, caption, negative) { Claims = [$"arranged {k}"] };
    }

    /// <inheritdoc/>
    public string CaptionOf(long k) => Caption(k, Choose(new SplitMix64(seed ^ ArrangedSeed, k)));

    private static Glyph[] Fitting(IReadOnlyList<Glyph> drawings, string preposition, Relation relation) =>
        [.. drawings.Where(drawing => RelationWords.Find([preposition], [drawing.Concept.Split(' ')[^1]]) == relation)];

    private Arrangement Choose(SplitMix64 random)
    {
        if (_countable.Length > 0 && random.Bernoulli(Groups))
        {
            var second = random.Bernoulli(WithSecond) ? drawings[random.Below(drawings.Count)] : null;
            return new(_countable[random.Below(_countable.Length)], second, Relation.Beside, 2 + random.Below(second is null ? 5 : 2));
        }

        if (random.Bernoulli(Lists))
        {
            return new(Any(), Any(), Relation.Beside) { Third = Any() };
        }

        var relation = random.Pick(Relations);
        var others = relation switch
        {
            Relation.Inside => _holders,
            Relation.Within => _seenThrough,
            Relation.Worn => _headwear,
            Relation.With when _tools.Length > 0 && random.Bernoulli(Doing) => _tools,
            _ => drawings,
        };
        var isTwice = _countable.Length > 0 && random.Bernoulli(Twice);
        var first = isTwice ? _countable[random.Below(_countable.Length)] : Any();
        return others.Count == 0 ? new(first, Any(), Relation.Beside)
            : new(first, others[random.Below(others.Count)], relation, isTwice ? 2 : 1);

        Glyph Any() => drawings[random.Below(drawings.Count)];
    }

    // the other way round, of another number, or of another thing
    private Arrangement Untrue(SplitMix64 random, Arrangement shown) => shown switch
    {
        { Count: > 1, Second: null } when random.Bernoulli(0.5f) => shown with { Count = shown.Count == 2 ? 5 : 1 },
        { Count: 1, Second: { } second, Relation: Relation.Beneath or Relation.Above or Relation.Behind or Relation.Before }
            when second.Concept != shown.First.Concept && random.Bernoulli(0.5f) => new(second, shown.First, shown.Relation),
        { Count: 1, Second: { } second } when random.Bernoulli(0.5f) => shown with { Second = Another(random, drawings, second) },
        { Count: 1 } => shown with { First = Another(random, drawings, shown.First) },
        _ => shown with { First = Another(random, _countable, shown.First) },
    };

    // of another concept, if there is one
    private static Glyph Another(SplitMix64 random, IReadOnlyList<Glyph> drawings, Glyph than) =>
        random.Around(drawings).FirstOrDefault(drawing => drawing.Concept != than.Concept, than);

    private string Caption(long k, Arrangement arrangement)
    {
        var random = new SplitMix64(seed ^ CaptionSeed, k);
        var name = names.Of(random, arrangement.First);
        var first = arrangement.Count == 1 ? GlyphWords.WithArticle(name)
            : Several(random, arrangement.Count, GlyphWords.Plural(name) ?? GlyphWords.Plural(arrangement.First.Concept)!);
        return arrangement.Second is not { } other ? first
            : arrangement.Third is { } third
                ? $"{first}, {Named(other)} and {Named(third)}"
            : arrangement.Relation == Relation.With && Activities.With(other.Concept) is [_, ..] activities && random.Bernoulli(0.5f)
                ? $"{first} {random.Pick([.. activities])}"
            : $"{first} {random.Pick<string>(Joints(arrangement.Relation))} {Named(other)}";

        string Named(Glyph thing) => GlyphWords.WithArticle(names.Of(random, thing));
    }

    private static string Several(SplitMix64 random, int count, string things) => random.Next() switch
    {
        < 0.2f => things,
        < 0.3f when count > 2 => $"a group of {things}",
        _ => $"{random.Pick<string>(Numbers(count))} {things}",
    };

    private static string[] Numbers(int count) => count switch
    {
        2 => ["two", "two", "a pair of"],
        3 => ["three"],
        4 => ["four"],
        5 => ["five"],
        _ => ["six", "many"],
    };

    private static string[] Joints(Relation relation) => relation switch
    {
        Relation.Beneath => ["on", "on", "sitting on", "standing on", "lying on", "sleeping on", "on top of", "riding"],
        Relation.Above => ["under", "under", "below", "beneath", "hiding under"],
        Relation.Behind => ["in front of", "before", "looking at", "facing"],
        Relation.Before => ["behind", "hiding behind", "peeking out from behind"],
        Relation.Inside or Relation.Within => ["in", "inside", "sitting in", "sleeping inside"],
        Relation.Worn => ["wearing", "with", "in"],
        Relation.With => ["with", "holding", "carrying", "and", "playing with", "looking after"],
        _ => ["and", "next to", "beside", "by", "near", "meets", "looking at", "talking to", "chasing", "fighting"],
    };

    private void Draw(SplitMix64 random, byte[] picture, Arrangement arrangement)
    {
        var first = new SceneThing("", Relation.With) { Count = arrangement.Count };
        var glyphs = arrangement.All;
        SceneThing[] things = [first, .. glyphs.Skip(1).Select(_ => new SceneThing("", arrangement.Relation))];
        var scene = new SceneReading(things, new(Place.None, Hour.Day, Weather.Clear));
        bool[] mirrored = [.. glyphs.Select(glyph => random.Bernoulli(0.3f) && GlyphWords.CanBeMirrored(glyph))];
        foreach (var (thing, box) in SceneLayout.Of(scene, [1, 1, 1]))
        {
            var side = (float)Math.Min(box.Width, box.Height) * size;
            var (x, y) = ((float)(box.Left + (box.Width / 2)) * size, ((float)box.Bottom * size) - (side / 2));
            GlyphPainter.Draw(
                picture, size, set.Pixels(glyphs[thing]),
                new(x, y, side, Angle: 0, mirrored[thing], CentredGlyph.TintOf(glyphs[thing]), glyphs[thing].IsMono));
        }
    }

    private sealed record Arrangement(Glyph First, Glyph? Second, Relation Relation, int Count = 1)
    {
        public Glyph? Third { get; init; }

        public Glyph[] All => [.. new[] { First, Second, Third }.OfType<Glyph>()];
    }
}
