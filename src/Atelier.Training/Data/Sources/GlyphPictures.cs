using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;
using Atelier.Glyphs.Words;

namespace Atelier.Training.Data.Sources;

/// <summary>An endless source of captioned pictures rendered from the glyph data set (see <see cref="GlyphSampler"/>).</summary>
internal sealed class GlyphPictures : IPictureSource
{
    private const ulong TestSeed = 0x7E57;
    private readonly GlyphSet _set;
    private readonly bool _isRepeated;
    private readonly GlyphSampler _sampler;
    private readonly GlyphSampler _captionSampler; // renders tiny pictures, since only the caption is needed

    public GlyphPictures(DataOptions options, DataSplit split)
    {
        var glyphs = options.Glyphs;
        _set = GlyphSet.Open(options.Path, glyphs.Sets);
        var glyphSplit = new GlyphSplit(glyphs.Split);
        var drawings = split == DataSplit.Train
            ? glyphSplit.Train(_set)
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
        _captionSampler = Sampler(8);

        GlyphSampler Sampler(int size) => new(_set, drawings, split == DataSplit.Train ? glyphs.Seed : TestSeed, size)
        {
            ScenesOfTwo = (float)glyphs.Scenes,
            Siblings = split == DataSplit.Train ? (float)glyphs.Siblings : 0,
            Warped = split == DataSplit.Train ? (float)glyphs.Warped : 0,
            Plain = glyphs.Plain,
            Pictures = _isRepeated ? glyphs.Pictures : 0,
            Terms = terms,
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
        var sample = _sampler.Render(index);
        return new(sample.Pixels, -1, sample.Caption, sample.HardNegative)
        {
            Number = _isRepeated ? sample.Picture : -1, Claims = sample.Claims, Holds = sample.Holds,
        };
    }

    public string CaptionOf(int index) => _captionSampler.Render(index).Caption;

    public void Dispose() => _set.Dispose();
}
