using System.Runtime.InteropServices;
using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using NetVips;

namespace Atelier.Imaging.Tests;

/// <summary>Pictures of every kind of number and colour: black, half and white must come out as such.</summary>
public sealed class SampleKindTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-kinds-").FullName;

    public static TheoryData<int, int, byte[]> Ramps => new()
    {
        { 32, TiffFile.Float, Bytes<float>(0, 0.5f, 1) },
        { 32, TiffFile.Unsigned, Bytes<uint>(0, uint.MaxValue / 2, uint.MaxValue) },
        { 32, TiffFile.Signed, Bytes<int>(-5, int.MaxValue / 2, int.MaxValue) },
        { 16, TiffFile.Unsigned, Bytes<ushort>(0, 32768, 65535) },
        { 16, TiffFile.Signed, Bytes<short>(-5, 16384, 32767) },
        { 8, TiffFile.Signed, Bytes<sbyte>(-5, 64, 127) },
        { 8, TiffFile.Unsigned, [0, 128, 255] },
    };

    [Theory]
    [MemberData(nameof(Ramps))]
    public void Samples_AreScaledByTheirKind(int bits, int format, byte[] ramp)
    {
        var grey = TiffFile.Make(3, bits, format, TiffFile.Grey, 1, ramp);
        var size = bits / 8;
        byte[] repeated = [.. Enumerable.Range(0, 9).SelectMany(i => ramp[(i / 3 * size)..((i / 3 * size) + size)])];
        var rgb = TiffFile.Make(3, bits, format, TiffFile.Rgb, 3, repeated);

        foreach (var file in new[] { grey, rgb })
        {
            var picture = Picture.Decode(file);
            Assert.Equal((3, 1, 3), (picture.Width, picture.Height, picture.Channels));
            Assert.Equal([0, 0, 0], picture.Pixels[..3]);
            Assert.All(picture.Pixels[3..6], value => Assert.InRange(value, 127, 129));
            Assert.Equal([255, 255, 255], picture.Pixels[6..]);

            using var full = FullPicture.Open(Write("a.tif", file));
            Assert.Equal((3, bits == 8 ? 8 : 16), (full.Channels, full.Bits));
            using var scope = torch.NewDisposeScope();
            var values = full.Read(0, 0, 3, 1).ToArray<float>();
            Assert.Equal([0, 1], new[] { values[0], values[2] });
            Assert.InRange(values[1], 0.498, 0.507);
        }
    }

    [Fact]
    public void FloatsThatAreNoShades_AreRefused()
    {
        var refusal = Assert.Throws<ImageFormatException>(
            () => Picture.Decode(TiffFile.Make(2, 32, TiffFile.Float, TiffFile.Grey, 1, Bytes<float>(0, 255)), "'a.tif'"));

        Assert.Equal(
            "The samples of 'a.tif' are floating-point numbers up to 255; they are read from 0 (black) to 1 (white): scale them.",
            refusal.Message);
    }

    [Fact]
    public void ManyChannels_AreRefused()
    {
        var refusal = Assert.Throws<ImageFormatException>(
            () => Picture.Decode(TiffFile.Make(1, 8, TiffFile.Unsigned, TiffFile.Rgb, 7, new byte[7]), "'a.tif'"));

        Assert.Equal("'a.tif' has 7 channels; grey, RGB and CMYK pictures are read, with or without transparency.", refusal.Message);
    }

    [Fact]
    public void Lab_BecomesSrgb()
    {
        var file = TiffFile.Make(2, 8, TiffFile.Unsigned, TiffFile.Lab, 3, [136, 80, 67, 255, 0, 0]); // red and white

        var picture = Picture.Decode(file);
        using var full = FullPicture.Open(Write("lab.tif", file));
        using var scope = torch.NewDisposeScope();
        var values = full.Read(0, 0, 2, 1).ToArray<float>();

        Assert.InRange(picture.Pixels[0], 245, 255);
        Assert.InRange(picture.Pixels[1], 0, 25);
        Assert.InRange(picture.Pixels[2], 0, 25);
        Assert.All(picture.Pixels[3..], value => Assert.InRange(value, 253, 255));
        Assert.All(new[] { values[1], values[3], values[5] }, value => Assert.InRange(value, 0.99, 1)); // white
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Cmyk_BecomesSrgb_WithoutThePrintersProfile(int bits)
    {
        byte[] samples = bits == 8 ? [0, 255, 255, 0, 0, 0, 0, 0] : Bytes<ushort>(0, 65535, 65535, 0, 0, 0, 0, 0);
        var file = TiffFile.Make(2, bits, TiffFile.Unsigned, TiffFile.Cmyk, 4, samples); // red and paper

        using var full = FullPicture.Open(Write("cmyk.tif", file));
        full.Save(Path.Combine(_folder, "rgb.tif"));

        Assert.Equal((3, bits), (full.Channels, full.Bits));
        var picture = Picture.Load(Path.Combine(_folder, "rgb.tif"));
        Assert.True(picture.Pixels[0] > 180 && picture.Pixels[1] < 90, string.Join(' ', picture.Pixels));
        Assert.All(picture.Pixels[3..], value => Assert.InRange(value, 240, 255));
        Assert.True(new FileInfo(Path.Combine(_folder, "rgb.tif")).Length < 10_000);
    }

    [Fact]
    public void Cmyk_GoesThroughItsOwnProfile()
    {
        using var ink = Image.NewFromMemory(new byte[] { 255, 0, 0, 0 }, 1, 1, 4, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);
        using var tagged = ink.Mutate(header => header.Set(GValue.BlobType, "icc-profile-data", IccProfile.RedInk));
        var path = Path.Combine(_folder, "ink.tif");
        tagged.Tiffsave(path);

        using var full = FullPicture.Open(path);
        full.Save(Path.Combine(_folder, "copy.png"));

        foreach (var pixel in new[] { full.Samples, Picture.Load(path).Pixels, Picture.Load(Path.Combine(_folder, "copy.png")).Pixels })
        {
            Assert.True(pixel is [> 200, < 60, < 60], string.Join(' ', pixel)); // by any usual profile it were blue
        }

        using var copy = Image.PngloadBuffer(File.ReadAllBytes(Path.Combine(_folder, "copy.png")));
        Assert.Equal("RGB ", Encoding.ASCII.GetString((byte[])copy.Get("icc-profile-data"), 16, 4));
    }

    [Fact]
    public void GreyThroughItsOwnProfile_BecomesSrgb()
    {
        var path = Write("grey.png", PngFile.Make(1, 1, 8, PngFile.Grey, [55], ("iCCP", PngFile.Profile(IccProfile.LinearGrey))));

        using var full = FullPicture.Open(path);

        Assert.All(full.Samples, value => Assert.InRange(value, 126, 130)); // 55/255 of the light
        Assert.All(Picture.Load(path).Pixels, value => Assert.InRange(value, 126, 130));
        full.Save(Path.Combine(_folder, "copy.png"));
        Assert.All(Picture.Load(Path.Combine(_folder, "copy.png")).Pixels, value => Assert.InRange(value, 126, 130));
    }

    [Fact]
    public void ProfileOfAnotherKindOfColour_IsLeftOut()
    {
        var path = Write("odd.png", PngFile.Make(1, 1, 8, PngFile.Rgb, [200, 30, 10], ("iCCP", PngFile.Profile(IccProfile.LinearGrey))));

        using var full = FullPicture.Open(path);
        full.Save(Path.Combine(_folder, "copy.png"));

        Assert.Equal<byte>([200, 30, 10], full.Samples);
        Assert.Equal([200, 30, 10], Picture.Load(path).Pixels);
        Assert.DoesNotContain(
            "iCCP", Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(_folder, "copy.png"))), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private string Write(string name, byte[] file)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }
}
