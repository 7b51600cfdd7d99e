using Atelier.Core;
using Atelier.Glyphs;
using Atelier.Glyphs.Drawing;

namespace Atelier.Training.Data.Sources;

/// <summary>The glyph data set as a source of captioned pictures without end: scaled, turned, recoloured, on coloured backgrounds, two
/// together (see <see cref="GlyphSampler"/>).</summary>
internal sealed class GlyphPictures : IPictureSource
{
    private const ulong TestSeed = 0x7E57;
    private readonly GlyphSet _set;
    private readonly GlyphSampler _sampler;
    private readonly GlyphSampler _small; // for the words alone

    public GlyphPictures(DataOptions options, DataPart part)
    {
        var glyphs = options.Glyphs;
        _set = GlyphSet.Open(options.Path, glyphs.Sets);
        var split = new GlyphSplit(glyphs.Split);
        var drawings = part == DataPart.Train
            ? split.Train(_set)
            : glyphs.Test == GlyphTest.Concepts ? split.HeldOut(_set) : split.UnseenRenderings(_set);
        if (drawings.Length == 0)
        {
            _set.Dispose();
            throw new UserException(
                $"{options.Path}: the split {glyphs.Split} leaves no drawings to {(part == DataPart.Train ? "train" : "test")} on.");
        }

        _sampler = Sampler(options.Size);
        _small = Sampler(8);

        GlyphSampler Sampler(int size) => new(_set, drawings, part == DataPart.Train ? glyphs.Seed : TestSeed, size)
        {
            ScenesOfTwo = (float)glyphs.Scenes,
            Siblings = part == DataPart.Train ? (float)glyphs.Siblings : 0,
            Varied = part == DataPart.Train ? (float)glyphs.Varied : 0,
        };
    }

    public int Count => int.MaxValue;

    public bool Ordered => true;

    public IReadOnlyList<string> Classes => [];

    public string NameOf(int index) => $"glyph picture {index}";

    public PictureSample Read(int index)
    {
        var sample = _sampler.Make(index);
        return new(sample.Pixels, -1, sample.Caption, sample.Wrong);
    }

    public string CaptionOf(int index) => _small.Make(index).Caption;

    public void Dispose() => _set.Dispose();
}
