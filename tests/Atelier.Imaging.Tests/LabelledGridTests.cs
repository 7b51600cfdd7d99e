using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

public class LabelledGridTests
{
    [Theory]
    [InlineData("x", 10_000)]          // one word
    [InlineData("two words ", 2_000)]
    [InlineData("👩‍👩‍👧", 1_000)]
    [InlineData("<&>", 3_000)]
    public void Draw_OnLongTexts_ShowsWhatFits(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        var cell = Picture.Blank(64, 64, Colour.Black);

        var sheet = LabelledGrid.Draw([[cell, cell]], [text, "short"], [text], text, 64);

        Assert.InRange(sheet.Width, 2 * 64, 400);
        Assert.InRange(sheet.Height, 64, 1000);
    }
}
