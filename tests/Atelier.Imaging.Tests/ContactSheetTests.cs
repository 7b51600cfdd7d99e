using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

public class ContactSheetTests
{
    [Fact]
    public void Pictures_StandInRowsOnWhite()
    {
        var sheet = ContactSheet.Draw(
            [.. Enumerable.Range(1, 5).Select(i => Picture.Blank(10, 20, new((byte)(i * 10), 0, 0)))], columns: 2);

        Assert.Equal((8 + 2 * 18, 8 + 3 * 28), (sheet.Width, sheet.Height));
        byte Red(int x, int y) => sheet.Pixels[(y * sheet.Width + x) * 3];
        Assert.Equal((255, 10, 20, 30), (Red(7, 8), Red(8, 8), Red(26, 8), Red(8, 36)));
        Assert.Equal(50, Red(8, 64));
        Assert.Equal(255, Red(26, 64));
    }

    [Fact]
    public void Captions_AreDrawnUnderEachPicture()
    {
        var pictures = new[] { Picture.Blank(100, 50, Colour.White), Picture.Blank(100, 50, Colour.White) };

        var sheet = ContactSheet.Draw(pictures, columns: 2, ["<a> red & green apple", " "]);

        int Ink(int left) => sheet.Crop(left, 58, 100, sheet.Height - 66).Pixels.Count(value => value < 128);
        Assert.True(Ink(8) > 100, $"{Ink(8)} dark bytes under the first picture");
        Assert.Equal(0, Ink(116));
    }

    [Fact]
    public void Captions_AreDrawnWithTheShippedFont()
    {
        var pictures = new[] { Picture.Blank(100, 20, Colour.White), Picture.Blank(100, 20, Colour.White) };

        var sheet = ContactSheet.Draw(pictures, columns: 2, ["iiiiiiii", "WWWWWWWW"]);

        // the width of the ink: of a font without these letters, all boxes are alike
        int Across(int left) => Enumerable.Range(left, 100)
            .Count(x => Enumerable.Range(28, sheet.Height - 28).Any(y => sheet.Pixels[(y * sheet.Width + x) * 3] < 200));
        Assert.True(Across(8) > 4 && Across(8) < Across(116) / 2, $"{Across(8)} and {Across(116)} columns");
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "Fonts", "OpenSans.ttf")));
    }
}
