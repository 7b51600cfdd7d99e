using System.Buffers.Binary;
using Atelier.Core;

namespace Atelier.Media.Tests;

public sealed class FullPictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SixteenBits_AndMetadata_SurviveTheRoundTrip()
    {
        var path = Path.Combine(_folder, "deep.png");
        var row = new byte[4 * 6];
        for (var i = 0; i < 12; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * i), (ushort)(i * 5000 + 7));
        }

        File.WriteAllBytes(path, PngFile.Make(4, 3, 16, PngFile.Rgb, row, ("tEXt", [.. "Author\0Ada"u8])));

        using var picture = FullPicture.Open(path);
        using var large = picture.Blank(8, 6);
        using var scope = NewDisposeScope();
        var pixels = picture.Read(0, 0, 4, 3);
        large.Blend(F.interpolate(pixels, scale_factor: [2, 2]), 0, 0, [.. Enumerable.Repeat(1f, 8)], [.. Enumerable.Repeat(1f, 6)]);
        large.Save(Path.Combine(_folder, "large.png"));

        Assert.Equal((4, 3, 3, 16), (picture.Width, picture.Height, picture.Channels, picture.Bits));
        Assert.Equal(5007 / 65535f, pixels.ToArray<float>()[12], 6); // green of the first pixel
        using var again = FullPicture.Open(Path.Combine(_folder, "large.png"));
        Assert.Equal((8, 6, 16), (again.Width, again.Height, again.Bits));
        Assert.Equal(large.Samples, again.Samples);
        Assert.Equal(5007, BinaryPrimitives.ReadUInt16LittleEndian(again.Samples.AsSpan(2)));
        Assert.Equal("Ada", Picture.ReadText(Path.Combine(_folder, "large.png"), "Author"));
        Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.EndsWith(".tmp"));
    }

    [Fact]
    public void ColourProfile_IsKept_AndPixelsAreNotConverted()
    {
        var profile = Profile();
        var zipped = new MemoryStream();
        using (var zip = new System.IO.Compression.ZLibStream(zipped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(profile);
        }

        var path = Path.Combine(_folder, "wide.png");
        File.WriteAllBytes(path, PngFile.Make(2, 2, 8, PngFile.Rgb, [200, 30, 10, 1, 2, 3], ("iCCP", [.. "wide\0\0"u8, .. zipped.ToArray()])));

        using var picture = FullPicture.Open(path);
        picture.Save(Path.Combine(_folder, "copy.png"));
        picture.Save(Path.Combine(_folder, "copy.tif"));

        Assert.Equal<byte>([200, 30, 10], picture.Samples[..3]);
        foreach (var name in new[] { "copy.png", "copy.tif" })
        {
            Assert.True(Contains(File.ReadAllBytes(Path.Combine(_folder, name)), name.EndsWith("tif") ? profile : "iCCP"u8.ToArray()), name);
        }
    }

    [Fact]
    public void Grey_BecomesRgb_AndOpacityIsSeen()
    {
        var path = Path.Combine(_folder, "grey.png");
        File.WriteAllBytes(path, PngFile.Make(2, 2, 8, PngFile.GreyAlpha, [90, 255, 90, 254]));

        using var picture = FullPicture.Open(path);

        Assert.Equal((4, 8), (picture.Channels, picture.Bits));
        Assert.Equal<byte>([90, 90, 90, 255, 90, 90, 90, 254], picture.Samples[..8]);
        Assert.False(picture.IsOpaque);
    }

    [Fact]
    public void Save_WhereNothingCanBeWritten_SaysSo()
    {
        using var picture = FullPicture.From(new Picture(1, 1, 3, [1, 2, 3]));

        Assert.Contains("is none of them", Assert.Throws<UserException>(() => picture.Save(Path.Combine(_folder, "a.bmp"))).Message);
        Assert.Contains("Cannot write", Assert.Throws<UserException>(() => picture.Save("/proc/none/a.png")).Message);
    }

    // a small RGB profile (ICC.1:2001): three colorants, one gamma
    private static byte[] Profile()
    {
        static byte[] Xyz(double x, double y, double z) => [.. "XYZ \0\0\0\0"u8, .. Fixed(x), .. Fixed(y), .. Fixed(z)];
        byte[] curve = [.. "curv\0\0\0\0"u8, .. Whole(1), 0x02, 0x33, 0, 0]; // 2.2
        byte[] text = [.. "text\0\0\0\0"u8, .. "none\0\0\0\0"u8];
        byte[] description = [.. "desc\0\0\0\0"u8, .. Whole(5), .. "wide\0"u8, .. new byte[78], 0];
        (string Name, byte[] Data)[] tags =
        [
            ("desc", description), ("cprt", text), ("wtpt", Xyz(0.9642, 1, 0.8249)), ("rXYZ", Xyz(0.61, 0.31, 0.02)), ("gXYZ", Xyz(0.205, 0.626, 0.061)), ("bXYZ", Xyz(0.149, 0.063, 0.745)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        var (table, body) = (new List<byte>(Whole(tags.Length)), new List<byte>());
        foreach (var (name, data) in tags)
        {
            table.AddRange([.. System.Text.Encoding.ASCII.GetBytes(name), .. Whole(128 + 4 + (12 * tags.Length) + body.Count), .. Whole(data.Length)]);
            body.AddRange([.. data, .. new byte[(4 - (data.Length % 4)) % 4]]);
        }

        var header = new byte[128];
        BinaryPrimitives.WriteInt32BigEndian(header, 128 + table.Count + body.Count);
        (header[8], header[9]) = (2, 0x20);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        byte[] white = [.. Fixed(0.9642), .. Fixed(1), .. Fixed(0.8249)];
        white.CopyTo(header, 68);
        return [.. header, .. table, .. body];

        static byte[] Whole(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }

        static byte[] Fixed(double value) => Whole((int)Math.Round(value * 65536));
    }

    private static bool Contains(byte[] file, byte[] part) => file.AsSpan().IndexOf(part) >= 0;
}
