using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of drawings that stand in for words that are no names (<see cref="StandIns"/>): a lion, "courage"; an
/// ostrich, "a cassowary". Pictograms are among them by their own names.</summary>
internal sealed class StandInGlyphs : IComposition
{
    private const ulong DrawingSeed = 0x5B01, CaptionSeed = 0xCA9713;
    private const float Shown = 0.7f; // of words that the drawing shows; the others are only like it
    private readonly GlyphSet _set;
    private readonly ulong _seed;
    private readonly int _size;
    private readonly (string Word, Glyph[] Drawings)[] _shown, _like;

    /// <param name="set">The drawings' pixels.</param>
    /// <param name="drawings">Those to use.</param>
    /// <param name="seed">Chooses.</param>
    /// <param name="size">Pixels per side.</param>
    /// <param name="heldOut">Words that are in no caption.</param>
    public StandInGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ulong seed, int size, IReadOnlySet<string> heldOut)
    {
        (_set, _seed, _size) = (set, seed, size);
        var byConcept = drawings.ToLookup(drawing => drawing.Concept);
        var all = StandIns.Entries.Where(pair => !heldOut.Contains(pair.Word)).OrderBy(pair => pair.Word, StringComparer.Ordinal)
            .Select(pair => (pair.Word, Drawings: byConcept[pair.StandIn.Concept].ToArray(), pair.StandIn.IsShown))
            .Concat(byConcept.Where(concept => concept.All(one => CentredGlyph.TintOf(one) is not null))
                .Select(concept => (Word: concept.Key, Drawings: concept.ToArray(), IsShown: true)))
            .Where(pair => pair.Drawings.Length > 0).ToLookup(pair => pair.IsShown, pair => (pair.Word, pair.Drawings));
        (_shown, _like) = ([.. all[true]], [.. all[false]]);
    }

    /// <summary>Whether there is anything to draw.</summary>
    public bool IsEmpty => _shown.Length == 0; // hard negatives are of these

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        var random = new SplitMix64(_seed ^ DrawingSeed, k);
        var (word, drawings) = Pick(random);
        var drawing = random.Pick(drawings);
        var picture = CentredGlyph.Draw(random, _set, drawing, _size);
        var other = random.Around(_shown).FirstOrDefault(one => one.Drawings[0].Concept != drawing.Concept, _shown[0]);
        var claim = $"stand-in {drawing.Concept}";
        return new(picture.Pixels, -1, Caption(k, word), Caption(k, other.Word)) { Claims = [claim], Holds = one => one == claim };
    }

    /// <inheritdoc/>
    public string CaptionOf(long k) => Caption(k, Pick(new SplitMix64(_seed ^ DrawingSeed, k)).Word);

    private (string Word, Glyph[] Drawings) Pick(SplitMix64 random) =>
        random.Pick(random.Bernoulli(Shown) || _like.Length == 0 ? _shown : _like);

    private string Caption(long k, string word) =>
        new SplitMix64(_seed ^ CaptionSeed, k).Pick(word, GlyphWords.WithArticle(word), GlyphWords.WithArticle(word), $"{word}, clip art");
}
