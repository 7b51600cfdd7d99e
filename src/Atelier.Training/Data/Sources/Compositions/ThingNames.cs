using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources.Compositions;

/// <summary>What captions of compositions call the things of drawings: mostly their concepts, sometimes synonyms and words that the
/// drawings stand in for.</summary>
internal sealed class ThingNames
{
    private const float Others = 0.35f;
    private readonly GlyphTerms? _terms;
    private readonly ILookup<string, string>? _standIns;

    /// <param name="terms">The words of all drawings; null for concepts alone.</param>
    public ThingNames(GlyphTerms? terms)
    {
        _terms = terms;
        _standIns = terms is null ? null : StandIns.Entries
            .Where(pair => pair.StandIn.IsShown && !terms.HeldOutWords.Contains(pair.Word) && terms.IsThing(pair.Word))
            .OrderBy(pair => pair.Word, StringComparer.Ordinal).ToLookup(pair => pair.StandIn.Concept, pair => pair.Word);
    }

    /// <summary>A word for what a drawing shows, without an article.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="drawing">The drawing.</param>
    public string Of(SplitMix64 random, Glyph drawing)
    {
        if (_terms is null || !random.Bernoulli(Others))
        {
            return drawing.Concept;
        }

        string[] words =
        [
            .. _terms.Of(drawing).Where(term => term.Role == TermRole.Synonym).Select(term => term.Word), .. _standIns![drawing.Concept],
        ];
        return words.Length == 0 ? drawing.Concept : random.Pick(words);
    }
}
