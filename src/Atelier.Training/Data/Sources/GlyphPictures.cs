using System.Collections.Frozen;
using Atelier.Art.Imagine.Starts.Words.English;
using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Training.Data.Sources.Compositions;

namespace Atelier.Training.Data.Sources;

/// <summary>An endless source of captioned pictures rendered from the glyph data set (see <see cref="GlyphSampler"/>).</summary>
internal sealed class GlyphPictures : IPictureSource
{
    private const ulong TestSeed = 0x7E57, ComposedSeed = 0xC035, AsideSeed = 0xA51DE, VagueSeed = 0x7A60E;
    private const int CaptionSide = 8;
    private readonly GlyphSet _set;
    private readonly bool _isRepeated;
    private readonly GlyphSampler _sampler;
    private readonly GlyphSampler _captionSampler; // renders tiny pictures, since only the caption is needed
    private readonly ulong _seed;
    private readonly IReadOnlyList<(double Share, IComposition Composition)> _compositions = [];
    private readonly (double Share, double Vague, Asides Words)? _asides;

    public GlyphPictures(DataOptions options, DataSplit split)
    {
        var glyphs = options.Glyphs;
        _set = GlyphSet.Open(options.Path, glyphs.Sets);
        var glyphSplit = new GlyphSplit(glyphs.Split);
        var drawings = split == DataSplit.Train
            ? glyphSplit.Train(_set, glyphs.AllConcepts)
            : glyphs.Test == GlyphTest.Concepts ? glyphSplit.HeldOut(_set) : glyphSplit.UnseenRenderings(_set);
        drawings = glyphs.Plain ? [.. drawings.Where(drawing => !drawing.IsMono)] : drawings;
        if (drawings.Length == 0)
        {
            _set.Dispose();
            throw new DataFormatException(
                $"{options.Path}: the split {glyphs.Split} leaves no drawings to {(split == DataSplit.Train ? "train" : "test")} on.");
        }

        _isRepeated = split == DataSplit.Train && glyphs.Pictures > 0;
        var terms = split == DataSplit.Train && glyphs.Words == GlyphLanguage.Terms ? TermsOf(options.Path, glyphSplit) : null;
        _sampler = Sampler(options.Size);
        _captionSampler = Sampler(CaptionSide);
        _seed = glyphs.Seed;
        if (split == DataSplit.Train)
        {
            _compositions = [.. Compositions(glyphs, drawings, options.Size, terms)];
            _asides = terms is null || glyphs.Asides + glyphs.Vague == 0 ? null
                : (glyphs.Asides, glyphs.Vague, AsidesOf(terms));
        }

        GlyphSampler Sampler(int size) => new(_set, drawings, split == DataSplit.Train ? glyphs.Seed : TestSeed, size)
        {
            ScenesOfTwo = (float)glyphs.Scenes,
            Siblings = split == DataSplit.Train ? (float)glyphs.Siblings : 0,
            Balanced = split == DataSplit.Train ? (float)glyphs.Balanced : 0,
            Warped = split == DataSplit.Train ? (float)glyphs.Warped : 0,
            Plain = glyphs.Plain,
            Pictures = _isRepeated ? glyphs.Pictures : 0,
            Terms = terms,
            Names = (float)glyphs.Names,
            Distractors = split == DataSplit.Train ? (float)glyphs.Distractors : 0,
            Turns = split == DataSplit.Train ? (float)glyphs.Turns : 0,
        };
    }

    private IEnumerable<(double Share, IComposition Composition)> Compositions(
        GlyphOptions glyphs, Glyph[] drawings, int size, GlyphTerms? terms)
    {
        Glyph[] coloured = [.. drawings.Where(CentredGlyph.HasColour)];
        var names = new ThingNames(terms);
        if (glyphs.Places > 0)
        {
            yield return (glyphs.Places, new PlacedGlyphs(_set, coloured, names, _seed, size));
        }

        if (glyphs.Manners > 0)
        {
            yield return (glyphs.Manners, new MadeGlyphs(_set, coloured, names, _seed, size));
        }

        if (glyphs.Arranged > 0)
        {
            yield return (glyphs.Arranged, new ArrangedGlyphs(_set, coloured, names, _seed, size));
        }

        var heldOut = terms?.HeldOutWords ?? FrozenSet<string>.Empty;
        if (glyphs.StandIns > 0 && new StandInGlyphs(_set, drawings, _seed, size, heldOut) is { IsEmpty: false } standIns)
        {
            yield return (glyphs.StandIns, standIns);
        }
    }

    private static Asides AsidesOf(GlyphTerms terms) => new(
        terms.Adjectives, terms.Participles, terms.Nouns, terms.Adverbs, terms.PlaceNames,
        StandIns.Entries.Select(pair => pair.Word).Where(word => !terms.HeldOutWords.Contains(word)).Order(StringComparer.Ordinal));

    private GlyphTerms TermsOf(string folder, GlyphSplit split)
    {
        try
        {
            return GlyphTerms.FetchAsync(folder, split).GetAwaiter().GetResult();
        }
        catch
        {
            _set.Dispose();
            throw;
        }
    }

    public int Count => int.MaxValue;

    public bool IsOrdered => true;

    public IReadOnlyList<string> Classes => [];

    public string NameOf(int index) => $"glyph picture {index}";

    public PictureSample Read(int index)
    {
        var picture = CompositionOf(index)?.Render(index) ?? Rendered(_sampler.Render(index));
        return picture with { Caption = WithAside(index, picture.Caption), HardNegative = HardNegative(index, picture.HardNegative) };
    }

    public string CaptionOf(int index) =>
        WithAside(index, CompositionOf(index)?.CaptionOf(index) ?? _captionSampler.Render(index).Caption);

    private PictureSample Rendered(GlyphSample sample) => new(sample.Pixels, -1, sample.Caption, sample.HardNegative)
    {
        Number = _isRepeated ? sample.Picture : -1, Claims = sample.Claims, Holds = sample.Holds,
    };

    private IComposition? CompositionOf(int index)
    {
        var choice = new SplitMix64(_seed ^ ComposedSeed, index).Next();
        return _compositions.FirstOrDefault(one => (choice -= (float)one.Share) < 0).Composition;
    }

    private string WithAside(int index, string caption)
    {
        var random = new SplitMix64(_seed ^ AsideSeed, index);
        return _asides is var (share, _, words) && random.Bernoulli((float)share) ? words.Add(random, caption) : caption;
    }

    private string HardNegative(int index, string caption)
    {
        var random = new SplitMix64(_seed ^ VagueSeed, index);
        return _asides is var (_, vague, words) && random.Bernoulli((float)vague) ? words.Alone(random) : WithAside(index, caption);
    }

    public void Dispose() => _set.Dispose();
}
