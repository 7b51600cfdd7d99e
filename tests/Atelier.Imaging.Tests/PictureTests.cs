using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

public sealed class PictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-pictures-").FullName;

    [Fact]
    public void Texts_AreKeptInPng()
    {
        var path = Path.Combine(_folder, "new", "apple.png");
        var parameters = """{"prompt": "a red apple", "steps": 300}""";

        Picture.Blank(5, 4, Colour.White)
            .Save(path, new Dictionary<string, string> { ["parameters"] = parameters, ["Title"] = "Äpfel, 苹果" });

        Assert.Equal(parameters, Picture.ReadText(path, "parameters"));
        Assert.Equal("Äpfel, 苹果", Picture.ReadText(path, "Title"));
        Assert.Null(Picture.ReadText(path, "Author"));
        Assert.Equal(5, Picture.Load(path).Width);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void CompressedTextsOfOtherPrograms_AreRead()
    {
        var path = Path.Combine(_folder, "other.png");
        File.WriteAllBytes(path, PngFile.Make(
            1, 1, 8, PngFile.Rgb, [1, 2, 3], ("zTXt", [.. "parameters\0\0"u8, .. PngFile.Zip("steps 20")]),
            ("iTXt", [.. "Title\0\u0001\0de\0Titel\0"u8, .. PngFile.Zip("Äpfel")])));

        Assert.Equal("steps 20", Picture.ReadText(path, "parameters"));
        Assert.Equal("Äpfel", Picture.ReadText(path, "Title"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PNG at all, but longer than a header")]
    public void TextsOfOtherFiles_AreNull(string content)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, content);

        Assert.Null(Picture.ReadText(path, "parameters"));
    }

    [Fact]
    public void DamagedTextChunk_IsNull()
    {
        var path = Path.Combine(_folder, "damaged.png");
        var png = PngFile.Make(
            1, 1, 8, PngFile.Rgb, [1, 2, 3], ("zTXt", [.. "parameters\0\0"u8, 1, 2, 3, 4]), ("tEXt", Encoding.Latin1.GetBytes("no zero")),
            ("iTXt", [.. "Title\0\0"u8]));
        for (var length = 0; length <= png.Length; length++)
        {
            File.WriteAllBytes(path, png[..length]);
            Assert.Null(Picture.ReadText(path, "parameters"));
            Assert.Null(Picture.ReadText(path, "Title"));
        }
    }

    [Fact]
    public void UnknownExtension_IsRefused_AndNothingIsWritten()
    {
        Assert.Contains(
            "'.bmp'",
            Assert.Throws<OutputException>(() => Picture.Blank(2, 2, Colour.White).Save(Path.Combine(_folder, "x.bmp"))).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void UnwritablePlace_IsRefused_AndTheOldFileStays()
    {
        var folderWithThatName = Directory.CreateDirectory(Path.Combine(_folder, "cat.png")).FullName;
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "old");

        Assert.Throws<OutputException>(() => Picture.Blank(2, 2, Colour.White).Save(folderWithThatName));
        Assert.Throws<OutputException>(() => Picture.Blank(2, 2, Colour.White).Save(Path.Combine(file, "cat.png")));
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void Resize_KeepsColourAndAveragesDetail()
    {
        // columns of black and white, one pixel each: half the size is grey
        var pixels = new byte[64 * 64 * 3];
        for (var i = 0; i < 64 * 64; i++)
        {
            pixels.AsSpan(i * 3, 3).Fill((byte)(i % 2 * 255));
        }

        var small = new Picture(64, 64, 3, pixels).Resize(16, 16);
        var large = Picture.Blank(3, 5, new(200, 20, 30)).Resize(30, 71);

        Assert.Equal((16, 16, 3), (small.Width, small.Height, small.Channels));
        Assert.All(small.Crop(2, 2, 12, 12).Pixels, value => Assert.InRange(value, 122, 133));
        Assert.Equal((30, 71), (large.Width, large.Height));
        Assert.Equal(Picture.Blank(30, 71, new(200, 20, 30)).Pixels, large.Pixels);
    }

    [Fact]
    public void Resize_OfTransparentPicture_DoesNotBleedHiddenColour()
    {
        // left half opaque red, right half transparent over a hidden green
        var pixels = new byte[8 * 8 * 4];
        for (var i = 0; i < 64; i++)
        {
            (pixels[i * 4], pixels[i * 4 + 1], pixels[i * 4 + 3]) = i % 8 < 4
                ? ((byte)255, (byte)0, (byte)255)
                : ((byte)0, (byte)255, (byte)0);
        }

        var resized = new Picture(8, 8, 4, pixels).Resize(5, 5);

        for (var i = 0; i < 25; i++)
        {
            var (green, alpha) = (resized.Pixels[i * 4 + 1], resized.Pixels[i * 4 + 3]);
            Assert.True(green == 0 || alpha == 0, $"pixel {i}: green {green} at alpha {alpha}");
        }
        Assert.Equal([255, 0, 0], resized.Pixels[..3]);
        Assert.InRange(resized.Pixels[3], 240, 255); // Lanczos rings a little beside the hard edge
    }

    [Fact]
    public void Crop_TakesThePart()
    {
        var picture = new Picture(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)i)]);

        Assert.Equal([3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17], picture.Crop(1, 0, 2, 2).Pixels);
        Assert.Throws<ArgumentException>(() => picture.Crop(2, 0, 2, 2));
    }

    [Fact]
    public void Over_BlendsByAlpha()
    {
        var picture = new Picture(3, 1, 4, [100, 0, 0, 255, 100, 0, 0, 0, 100, 0, 0, 51]);

        Assert.Equal([100, 0, 0, 10, 20, 30, 28, 16, 24], picture.Flatten(new(10, 20, 30)).Pixels);
    }

    [Fact]
    public void Cover_CutsTheMiddle()
    {
        byte[] row = [0, 0, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0];

        Assert.Equal([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], new Picture(4, 2, 3, [.. row, .. row]).Cover(2, 2).Pixels);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    public void Save_WithTexts_KeepsThemInEveryFormat_AndEnlargedInEveryOther(string extension)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-texts-").FullName;
        try
        {
            var (path, text) = (Path.Combine(folder, "a" + extension), "{\"prompt\": \"Äpfel & <苹果>\\n\"}");
            Picture.Blank(4, 4, Colour.White)
                .Save(path, new Dictionary<string, string> { ["Software"] = "Atelier", ["parameters"] = text });
            Assert.Equal(
                (text, "Atelier", null),
                (Picture.ReadText(path, "parameters"), Picture.ReadText(path, "Software"), Picture.ReadText(path, "Author")));

            foreach (var other in new[] { "b.png", "b.jpg", "b.webp", "b.tif" }.Select(name => Path.Combine(folder, name)))
            {
                using var full = FullPicture.Open(path);
                using var large = full.Resize(8, 8);
                large.Save(other);
                Assert.Equal(text, Picture.ReadText(other, "parameters"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("#c08040", "#c08040")]
    [InlineData("#FF00aB", "#ff00ab")]
    [InlineData("c08040", null)]
    [InlineData("#c0804", null)]
    [InlineData("#c080401", null)]
    [InlineData("# 08040", null)]
    [InlineData("#c0804 ", null)]
    [InlineData("#g08040", null)]
    [InlineData("", null)]
    public void AColour_IsSixDigitsAfterAHash_AndNothingElse(string text, string? same) =>
        Assert.Equal(same, Colour.FromHex(text)?.ToHex());
}
