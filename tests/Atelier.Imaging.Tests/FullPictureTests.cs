using System.Buffers.Binary;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Tests;

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
        Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void ColourProfile_IsKept_AndPixelsAreNotConverted()
    {
        var path = Path.Combine(_folder, "wide.png");
        File.WriteAllBytes(path, PngFile.Make(2, 2, 8, PngFile.Rgb, [200, 30, 10, 1, 2, 3], ("iCCP", PngFile.Profile(IccProfile.Rgb))));

        using var picture = FullPicture.Open(path);
        picture.Save(Path.Combine(_folder, "copy.png"));
        picture.Save(Path.Combine(_folder, "copy.tif"));

        Assert.Equal<byte>([200, 30, 10], picture.Samples[..3]);
        foreach (var name in new[] { "copy.png", "copy.tif" })
        {
            var profile = name.EndsWith("tif", StringComparison.Ordinal) ? IccProfile.Rgb : "iCCP"u8.ToArray();
            Assert.True(Contains(File.ReadAllBytes(Path.Combine(_folder, name)), profile), name);
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

        Assert.Contains("is none of them", Assert.Throws<OutputException>(() => picture.Save(Path.Combine(_folder, "a.bmp"))).Message);
        Assert.Contains(
            "a name without an extension is none of them",
            Assert.Throws<OutputException>(() => picture.Save(Path.Combine(_folder, "a"))).Message);
        Assert.Contains("Cannot write", Assert.Throws<OutputException>(() => picture.Save("/proc/none/a.png")).Message);
    }

    private static bool Contains(byte[] file, byte[] part) => file.AsSpan().IndexOf(part) >= 0;
}
