using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

public class PictureReadingTests
{
    // 4×4 pixels of (200, 20, 30), converted to a printer's CMYK and back, so only about red
    private const string CmykJpeg =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBg" +
        "YGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgABAAEBEMRAE0RAFkR" +
        "AEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQ" +
        "QEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYn" +
        "KCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SV" +
        "lpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz" +
        "9PX29/j5+v/aAA4EQwBNAFkASwAAPwD96K/AevwTr9cK/9k=";

    private const string Gif = "R0lGODlhBAAEAIAAAEdwTMgUHiH/C05FVFNDQVBFMi4wAwEAAAAh+QQFAAAAACwAAAAABAAEAAACBIyPGQUAOw==";

    [Fact]
    public void Rgb_IsReadExactly()
    {
        var picture = Picture.Decode(PngFile.Make(2, 3, 8, PngFile.Rgb, [1, 2, 3, 250, 251, 252]));

        Assert.Equal((2, 3, 3), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal([1, 2, 3, 250, 251, 252, 1, 2, 3, 250, 251, 252, 1, 2, 3, 250, 251, 252], picture.Pixels);
    }

    [Fact]
    public void SixteenBitWithAlpha_BecomesEightBit()
    {
        var picture = Picture.Decode(PngFile.Make(2, 1, 16, PngFile.Rgba, [200, 0, 20, 0, 30, 0, 255, 255, 10, 0, 20, 0, 30, 0, 128, 0]));

        Assert.Equal([200, 20, 30, 255, 10, 20, 30, 128], picture.Pixels);
    }

    [Fact]
    public void Grey_BecomesRgb()
    {
        Assert.Equal([7, 7, 7, 99, 99, 99], Picture.Decode(PngFile.Make(2, 1, 8, PngFile.Grey, [7, 99])).Pixels);
        Assert.Equal([0, 0, 0, 255, 255, 255], Picture.Decode(PngFile.Make(2, 1, 1, PngFile.Grey, [0b0100_0000])).Pixels);
        Assert.Equal([7, 7, 7, 128], Picture.Decode(PngFile.Make(1, 1, 8, PngFile.GreyAlpha, [7, 128])).Pixels);
        Assert.Equal([7, 7, 7], Picture.Decode(PngFile.Make(1, 1, 16, PngFile.Grey, [7, 0])).Pixels);
    }

    [Fact]
    public void Palette_BecomesRgb()
    {
        var palette = PngFile.Make(2, 1, 8, PngFile.Palette, [1, 0], ("PLTE", [1, 2, 3, 200, 100, 50]));
        var transparent = PngFile.Make(2, 1, 8, PngFile.Palette, [1, 0], ("PLTE", [1, 2, 3, 200, 100, 50]), ("tRNS", [255, 40]));

        Assert.Equal([200, 100, 50, 1, 2, 3], Picture.Decode(palette).Pixels);
        Assert.Equal([200, 100, 50, 40, 1, 2, 3, 255], Picture.Decode(transparent).Pixels);
    }

    [Fact]
    public void Cmyk_BecomesRgb()
    {
        var picture = Picture.Decode(Convert.FromBase64String(CmykJpeg));

        Assert.Equal((4, 4, 3), (picture.Width, picture.Height, picture.Channels));
        Assert.InRange(picture.Pixels[0], 150, 255);
        Assert.InRange(picture.Pixels[1], 0, 90);
        Assert.InRange(picture.Pixels[2], 0, 90);
    }

    [Fact]
    public void Gif_IsRead()
    {
        var picture = Picture.Decode(Convert.FromBase64String(Gif)).Flatten(Colour.White);

        Assert.Equal((4, 4), (picture.Width, picture.Height));
        Assert.Equal([200, 20, 30], picture.Pixels[..3]);
    }

    [Theory]
    [InlineData(1, 1, 0)] // upright
    [InlineData(3, -1, 0)] // upside down
    [InlineData(6, 0, 1)] // turned right to stand
    [InlineData(8, 0, -1)] // turned left to stand
    public void ExifRotation_IsApplied(byte orientation, int alongX, int alongY)
    {
        // red grows to the right in the stored picture
        var pixels = new byte[32 * 16 * 3];
        for (var i = 0; i < 32 * 16; i++)
        {
            pixels[i * 3] = (byte)(i % 32 * 8);
        }
        var jpeg = new Picture(32, 16, 3, pixels).Encode(".jpg");
        byte[] tiff = [.. "MM\0*\0\0\0\u0008\0\u0001"u8, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] exif = [0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff];
        byte[] turned = [.. jpeg[..2], .. exif, .. jpeg[2..]];

        var picture = Picture.Decode(turned);

        Assert.Equal(alongY == 0 ? (32, 16) : (16, 32), (picture.Width, picture.Height));
        int Red(int x, int y) => picture.Pixels[(y * picture.Width + x) * 3];
        Assert.Equal(alongX, Math.Sign((Red(picture.Width - 1, 8) - Red(0, 8)) / 64));
        Assert.Equal(alongY, Math.Sign((Red(8, picture.Height - 1) - Red(8, 0)) / 64));
    }

    [Theory]
    [InlineData(".png", 0)]
    [InlineData(".tif", 0)]
    [InlineData(".webp", 6)]
    [InlineData(".jpg", 6)]
    public void EveryWrittenFormat_IsReadBack(string extension, int tolerance)
    {
        var picture = Picture.Blank(20, 10, new(200, 20, 30));

        var read = Picture.Decode(picture.Encode(extension));

        Assert.Equal((20, 10, 3), (read.Width, read.Height, read.Channels));
        Assert.All(read.Pixels.Zip(picture.Pixels), pair => Assert.InRange(pair.First - pair.Second, -tolerance, tolerance));
    }

    [Fact]
    public void Svg_IsDrawnAtItsOwnSizeOrToFit()
    {
        var svg = Encoding.UTF8.GetBytes(
            "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='20' height='20' fill='#c8141e'/></svg>");

        var own = Picture.Decode(svg);
        var fitted = Picture.Decode(svg, fit: 128);

        Assert.Equal((40, 20, 4), (own.Width, own.Height, own.Channels));
        Assert.Equal((128, 64), (fitted.Width, fitted.Height));
        Assert.Equal([200, 20, 30, 255], fitted.Pixels[..4]);
        Assert.Equal(0, fitted.Pixels[^1]);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(10_001, 10_000)]
    public void TooLargePicture_IsRefusedByItsHeader(int width, int height)
    {
        var bytes = PngFile.Make(width, height, 8, PngFile.Rgb, new byte[300]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ImageFormatException>(() => Picture.Decode(bytes, "'huge.png'"));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.StartsWith($"'huge.png' is {width} × {height} pixels large", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TooLargeSvg_IsRefused()
    {
        var svg = Encoding.UTF8.GetBytes(
            "<svg xmlns='http://www.w3.org/2000/svg' width='20000' height='20000'><rect width='20' height='20'/></svg>");

        Assert.Contains("20000 × 20000", Assert.Throws<ImageFormatException>(() => Picture.Decode(svg)).Message, StringComparison.Ordinal);
        Assert.Equal(64, Picture.Decode(svg, fit: 64).Width);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is a letter, not a picture")]
    [InlineData("%PDF-1.4 neither is this")]
    [InlineData("1,2,3\n4,5,6\n")]
    public void NoPicture_IsRefusedInOneSentence(string text)
    {
        var refusal = Assert.Throws<ImageFormatException>(() => Picture.Decode(Encoding.UTF8.GetBytes(text), "'letter.txt'"));

        Assert.Equal("'letter.txt' is no picture: a PNG, JPEG, WebP, GIF, TIFF or SVG file is needed.", refusal.Message);
    }

    [Fact]
    public void PictureOfAKindThatIsNotRead_IsNamed()
    {
        byte[] bmp =
        [
            .. "BM"u8, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, .. new byte[24], 3, 2, 1, 0,
        ];

        Assert.Equal(
            "'a.bmp' is a BMP picture, which is not read: a PNG, JPEG, WebP, GIF, TIFF or SVG file is needed.",
            Assert.Throws<ImageFormatException>(() => Picture.Decode(bmp, "'a.bmp'")).Message);
    }

    [Theory]
    [InlineData(".gif")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".png")]
    public void FileOfSeveralPictures_IsRefused(string extension)
    {
        byte[] file = extension switch
        {
            ".png" => PngFile.Make(1, 1, 8, PngFile.Rgb, [1, 2, 3], ("acTL", [0, 0, 0, 3, 0, 0, 0, 0])),
            ".tif" => TiffFile.Make(1, 8, TiffFile.Unsigned, TiffFile.Rgb, 3, [1, 2, 3], pages: 3),
            _ => Animation.Make(extension, 4, 4, [100, 100, 100], [(255, 0, 0), (0, 255, 0), (0, 0, 255)]),
        };

        var refusal = Assert.Throws<ImageFormatException>(() => Picture.Decode(file, "'a'"));

        Assert.Equal("'a' holds 3 pictures, not one: take it as a film, or take one picture out of it first.", refusal.Message);
    }

    [Fact]
    public void NameWithBrackets_IsOnlyAName()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-names-").FullName;
        try
        {
            var path = Path.Combine(folder, "a[page=3] $(x) 12:30.png");
            Picture.Blank(3, 2, Colour.White).Save(path);
            using var full = FullPicture.Open(path);
            full.Save(Path.Combine(folder, "b[Q=1,strip].png"));

            Assert.Equal((3, 2), (full.Width, full.Height));
            Assert.Equal(3, Picture.Load(Path.Combine(folder, "b[Q=1,strip].png")).Width);
            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    public void TruncatedPicture_IsRefused(string extension)
    {
        var random = new Random(1);
        var pixels = new byte[64 * 64 * 3];
        random.NextBytes(pixels);
        var bytes = new Picture(64, 64, 3, pixels).Encode(extension);

        var refusal = Assert.Throws<ImageFormatException>(() => Picture.Decode(bytes[..(bytes.Length / 2)], "'half'"));

        Assert.StartsWith("'half' is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void MissingFile_IsNamed()
    {
        Assert.Equal(
            "There is no file 'nowhere/cat.png'.",
            Assert.Throws<ImageFormatException>(() => Picture.Load("nowhere/cat.png")).Message);
        Assert.Contains(
            "folder",
            Assert.Throws<ImageFormatException>(() => Picture.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }
}
