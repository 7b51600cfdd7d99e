using System.Text;
using Atelier.Imaging.Metadata;
using Atelier.Imaging.Pictures;
using NetVips;

namespace Atelier.Imaging.Tests;

/// <summary>What a file tells of itself stays true when its picture is turned, enlarged and written again.</summary>
public sealed class MetadataTests : IDisposable
{
    private const string Xmp =
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/" tiff:Orientation="6"
        tiff:ImageWidth="32" dc:source="camera"><xmp:Thumbnails>abc</xmp:Thumbnails></rdf:Description></rdf:RDF></x:xmpmeta>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-metadata-").FullName;

    [Theory]
    [InlineData(".jpg", ".jpg")]
    [InlineData(".jpg", ".png")]
    [InlineData(".jpg", ".webp")]
    [InlineData(".jpg", ".tif")]
    [InlineData(".png", ".png")]
    [InlineData(".webp", ".webp")]
    [InlineData(".tif", ".tif")]
    public void TurnedAndEnlarged_TheFileSaysSo(string from, string to)
    {
        var path = Photo(from);

        using (var picture = FullPicture.Open(path))
        using (var large = picture.Resize(32, 64))
        {
            Assert.Equal((16, 32), (picture.Width, picture.Height)); // stored lying
            Assert.Equal(from != ".tif", picture.HasExif);
            large.Save(Path.Combine(_folder, "large" + to));
        }

        using var written = Image.NewFromFile(Path.Combine(_folder, "large" + to));
        var fields = written.GetFields();
        Assert.Equal((32, 64), (written.Width, written.Height));
        Assert.Equal(1, fields.Contains("orientation") ? (int)written.Get("orientation") : 1);
        Assert.DoesNotContain(fields, field => field.StartsWith("exif-ifd1", StringComparison.Ordinal) || field == "jpeg-thumbnail-data");
        if (fields.Contains("exif-ifd0-Orientation"))
        {
            Assert.StartsWith("1", (string)written.Get("exif-ifd0-Orientation"), StringComparison.Ordinal);
        }

        foreach (var (field, size) in new[]
        {
            ("exif-ifd2-PixelXDimension", "32"), ("exif-ifd2-PixelYDimension", "64"), ("exif-ifd0-ImageWidth", "32"),
        })
        {
            Assert.True(
                !fields.Contains(field) || ((string)written.Get(field)).StartsWith(size, StringComparison.Ordinal),
                $"{field}: {(fields.Contains(field) ? written.Get(field) : "")}");
        }

        if (to == ".webp") // has its resolution in EXIF alone
        {
            var dots = ((string)written.Get("exif-ifd0-XResolution")).Split(' ')[0].Split('/').Select(double.Parse).ToArray();
            Assert.InRange(dots[0] / dots[1], 299, 301);
        }
        else
        {
            Assert.InRange(written.Xres, 11.75, 11.87); // 300 dots an inch, in millimetres
        }

        if (to != ".tif")
        {
            Assert.StartsWith("Ada", (string)written.Get("exif-ifd0-Artist"), StringComparison.Ordinal);
        }

        var xmp = Encoding.UTF8.GetString((byte[])written.Get("xmp-data"));
        Assert.Contains("camera", xmp, StringComparison.Ordinal);
        foreach (var stale in new[] { "Orientation", "ImageWidth", "Thumbnails" })
        {
            Assert.DoesNotContain(stale, xmp, StringComparison.Ordinal);
        }

        using var again = FullPicture.Open(Path.Combine(_folder, "large" + to));
        Assert.Equal((32, 64), (again.Width, again.Height));
    }

    [Fact]
    public void BrokenXmp_IsLeftOut()
    {
        Assert.Null(XmpPacket.WithoutSizes("<x:xmpmeta"u8.ToArray()));
        Assert.Null(XmpPacket.WithoutSizes("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"u8.ToArray()));
    }

    [Fact]
    public void TextsOfAPng_AreCarriedAsTheyAre_HoweverLargeTheyWouldUnpack()
    {
        byte[] bomb = [.. "parameters\0\0"u8, .. PngFile.Zip(new string('a', 30_000_000))];
        var path = Path.Combine(_folder, "bomb.png");
        File.WriteAllBytes(path, PngFile.Make(
            2, 2, 8, PngFile.Rgb, [1, 2, 3, 4, 5, 6],
            [.. Enumerable.Repeat(("zTXt", bomb), 50), ("tEXt", [.. "Raw profile type exif\0x"u8])]));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(16 << 20, Picture.ReadText(path, "parameters")!.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        using (var picture = FullPicture.Open(path))
        {
            picture.Save(Path.Combine(_folder, "copy.png"));
        }

        var copy = File.ReadAllBytes(Path.Combine(_folder, "copy.png"));
        Assert.Equal(bomb.Length * 50, PngText.Split(copy).Texts.Length - (12 * 50));
        Assert.Equal(["bomb.png", "copy.png"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        using var seen = Image.PngloadBuffer(PngText.Split(copy).Bare);
        Assert.DoesNotContain(seen.GetFields(), field => field.StartsWith("png-comment", StringComparison.Ordinal));
    }

    [Fact]
    public void OtherAlphabets_AreCarried()
    {
        Picture.Blank(2, 2, Colour.White).Save(Path.Combine(_folder, "a.png"), new Dictionary<string, string> { ["Title"] = "Äpfel, 苹果" });

        using var picture = FullPicture.Open(Path.Combine(_folder, "a.png"));
        picture.Save(Path.Combine(_folder, "b.png"));

        Assert.Equal("Äpfel, 苹果", Picture.ReadText(Path.Combine(_folder, "b.png"), "Title"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 32 × 16 pixels lying, to be turned right; 300 dpi; a thumbnail's directory; XMP
    private string Photo(string extension)
    {
        var path = Path.Combine(_folder, "photo" + extension);
        using var plain = Image.Black(32, 16, 3) + new double[] { 200, 20, 30 };
        using var bytes = plain.Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb, xres: 300 / 25.4, yres: 300 / 25.4);
        using var photo = bytes.Mutate(header =>
        {
            header.Set(GValue.GIntType, "orientation", 6);
            header.Set(GValue.GStrType, "exif-ifd0-Orientation", "6");
            header.Set(GValue.GStrType, "exif-ifd0-Artist", "Ada");
            header.Set(GValue.GStrType, "exif-ifd0-ImageWidth", "32");
            header.Set(GValue.GStrType, "exif-ifd1-ImageWidth", "8");
            header.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(Xmp));
        });
        photo.WriteToFile(path);
        return path;
    }
}
