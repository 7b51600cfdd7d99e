using Atelier.Glyphs.Drawing;

namespace Atelier.Glyphs.Tests;

public sealed class BalancedSamplesTests
{
    [Theory]
    [InlineData(0, 40, 110)] // one of five drawings
    [InlineData(1, 170, 230)] // one of two concepts
    public void Render_ShowsAConceptWithOneDrawingAsOftenAsOneWithMany_IfItIsAsked(float balanced, int least, int most)
    {
        using var tiny = new TinyGlyphs();
        var oranges = Enumerable.Range(0, 4).Select(i => tiny.Only(TinyGlyphs.Orange)[0] with { Tags = [$"{i}"] });
        var sampler = new GlyphSampler(tiny.Set, [.. oranges, .. tiny.Only(TinyGlyphs.Blue)], 5, 8)
        {
            ScenesOfTwo = 0, Siblings = 0, Balanced = balanced,
        };

        Assert.InRange(Enumerable.Range(0, 400).Count(k => sampler.Render(k).Glyph.Concept == "ocean"), least, most);
    }
}
