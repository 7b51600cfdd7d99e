using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;
using Atelier.Training.Data.Sources.Compositions;

namespace Atelier.Training.Data.Sources;

/// <summary>An endless source of captioned pictures rendered from the glyph data set (see <see cref="GlyphSampler"/>).</summary>
internal sealed class GlyphPictures : IPictureSource
{
    private const ulong TestSeed = 0x7E57, ComposedSeed = 0xC035;
    private const int CaptionSide = 8;
    private readonly GlyphSet _set;
    private readonly bool _isRepeated;
    private readonly GlyphSampler _sampler;
    private readonly GlyphSampler _captionSampler; // renders tiny pictures, since only the caption is needed
    private readonly ulong _seed;
    private readonly (double Places, double Manners) _composed;
    private readonly PlacedGlyphs? _places;
    private readonly MadeGlyphs? _made;

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
        if (split == DataSplit.Train && glyphs.Places + glyphs.Manners > 0)
        {
            Glyph[] coloured = [.. drawings.Where(drawing => !drawing.IsMono)];
            _composed = (glyphs.Places, glyphs.Manners);
            (_places, _made) = (new(_set, coloured, _seed, options.Size), new(_set, coloured, _seed, options.Size));
        }

        GlyphSampler Sampler(int size) => new(_set, drawings, split == DataSplit.Train ? glyphs.Seed : TestSeed, size)
        {
            ScenesOfTwo = (float)glyphs.Scenes,
            Siblings = split == DataSplit.Train ? (float)glyphs.Siblings : 0,
            Warped = split == DataSplit.Train ? (float)glyphs.Warped : 0,
            Plain = glyphs.Plain,
            Pictures = _isRepeated ? glyphs.Pictures : 0,
            Terms = terms,
            Names = (float)glyphs.Names,
            Distractors = split == DataSplit.Train ? (float)glyphs.Distractors : 0,
            Turns = split == DataSplit.Train ? (float)glyphs.Turns : 0,
        };
    }

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
        switch (CompositionOf(index))
        {
            case Composition.Place:
                return _places!.Render(index);
            case Composition.Made:
                return _made!.Render(index);
        }

        var sample = _sampler.Render(index);
        return new(sample.Pixels, -1, sample.Caption, sample.HardNegative)
        {
            Number = _isRepeated ? sample.Picture : -1, Claims = sample.Claims, Holds = sample.Holds,
        };
    }

    public string CaptionOf(int index) => CompositionOf(index) switch
    {
        Composition.Place => _places!.CaptionOf(index),
        Composition.Made => _made!.CaptionOf(index),
        _ => _captionSampler.Render(index).Caption,
    };

    private Composition CompositionOf(int index)
    {
        var choice = new SplitMix64(_seed ^ ComposedSeed, index).Next();
        return choice < _composed.Places ? Composition.Place
            : choice < _composed.Places + _composed.Manners ? Composition.Made
            : Composition.None;
    }

    public void Dispose() => _set.Dispose();

    private enum Composition
    {
        None,
        Place,
        Made,
    }
}
