using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>Captioned pictures of what stands for ideas (<see cref="Symbols"/>): a lion, "courage".</summary>
internal sealed class SymbolGlyphs : IComposition
{
    private const ulong SymbolSeed = 0x5B01, CaptionSeed = 0xCA9713;
    private readonly GlyphSet _set;
    private readonly ulong _seed;
    private readonly int _size;
    private readonly (string Word, Glyph[] Drawings)[] _symbols;

    /// <param name="set">The drawings' pixels.</param>
    /// <param name="drawings">Those to use.</param>
    /// <param name="seed">Chooses.</param>
    /// <param name="size">Pixels per side.</param>
    /// <param name="heldOut">Words that are in no caption.</param>
    public SymbolGlyphs(GlyphSet set, IReadOnlyList<Glyph> drawings, ulong seed, int size, IReadOnlySet<string> heldOut)
    {
        (_set, _seed, _size) = (set, seed, size);
        var byConcept = drawings.ToLookup(drawing => drawing.Concept);
        _symbols =
        [
            .. Symbols.Words.Where(pair => !heldOut.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, byConcept[pair.Value].ToArray())).Where(symbol => symbol.Item2.Length > 0),
        ];
    }

    /// <summary>Whether there is anything to draw.</summary>
    public bool IsEmpty => _symbols.Length == 0;

    /// <inheritdoc/>
    public PictureSample Render(long k)
    {
        var random = new SplitMix64(_seed ^ SymbolSeed, k);
        var (word, drawings) = random.Pick(_symbols);
        var drawing = random.Pick(drawings);
        var picture = CentredGlyph.Draw(random, _set, drawing, _size);
        var other = random.Around(_symbols).FirstOrDefault(symbol => symbol.Drawings[0].Concept != drawing.Concept, _symbols[0]);
        var claim = $"symbol {drawing.Concept}";
        return new(picture.Pixels, -1, Caption(k, word), Caption(k, other.Word)) { Claims = [claim], Holds = one => one == claim };
    }

    /// <inheritdoc/>
    public string CaptionOf(long k) => Caption(k, new SplitMix64(_seed ^ SymbolSeed, k).Pick(_symbols).Word);

    private string Caption(long k, string word) =>
        new SplitMix64(_seed ^ CaptionSeed, k).Pick(word, word, word, $"{word}, clip art");
}
