using Atelier.Core.Files;
using System.Text;
using Atelier.Core;
using Atelier.Imaging.Metadata;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>From the bytes of a picture file to upright 8-bit sRGB pixels.</summary>
internal static class PictureReader
{
    private const string Svg = "VipsForeignLoadSvgBuffer";
    private const string Gif = "VipsForeignLoadNsgifBuffer";

    /// <summary>The loaders of libvips that may read untrusted files, by their names.</summary>
    private static readonly Dictionary<string, Func<byte[], Image>> Loaders = new()
    {
        ["VipsForeignLoadPngBuffer"] = bytes => Image.PngloadBuffer(PngText.Split(bytes).Bare, failOn: Enums.FailOn.Error),
        ["VipsForeignLoadJpegBuffer"] = bytes => Image.JpegloadBuffer(bytes, failOn: Enums.FailOn.Error),
        ["VipsForeignLoadUhdrBuffer"] = bytes => Image.JpegloadBuffer(bytes, failOn: Enums.FailOn.Error), // without its gain map
        ["VipsForeignLoadWebpBuffer"] = bytes => Image.WebploadBuffer(bytes, failOn: Enums.FailOn.Error),
        [Gif] = bytes => Image.GifloadBuffer(bytes, failOn: Enums.FailOn.Error),
        ["VipsForeignLoadTiffBuffer"] = bytes => LabTiff.Read(bytes) ?? Image.TiffloadBuffer(bytes, failOn: Enums.FailOn.Error),
        [Svg] = bytes => Image.SvgloadBuffer(bytes),
    };

    public static Picture Read(byte[] bytes, string name, int? fit)
    {
        return Decode(bytes, name, fit, upright =>
        {
            using var srgb = PictureColours.ToSrgb(upright, name);
            return new Picture(srgb.Width, srgb.Height, srgb.Bands, LibVips.Samples(srgb));
        });
    }

    /// <summary>The bytes of a picture file.</summary>
    /// <exception cref="ImageFormatException">There is no such file, or it cannot be read.</exception>
    public static byte[] ReadFile(string path) =>
        InputFile.ReadBytes(path, "a picture", (message, inner) => new ImageFormatException(message, inner));

    /// <summary>Opens a picture, rotates it upright and passes it on; errors of libvips become one sentence.</summary>
    public static T Decode<T>(byte[] bytes, string name, int? fit, Func<Image, T> use)
    {
        LibVips.Require();
        var loader = bytes.Length > 0 ? Image.FindLoadBuffer(bytes) : null;
        if (loader is null || !Loaders.TryGetValue(loader, out var load))
        {
            var reason = new VipsException("find_load"); // clears libvips's error buffer, which the next failure would include
            throw new ImageFormatException(
                $"{Upper(name)} is {OtherKind(bytes) ?? "no picture"}: a PNG, JPEG, WebP, GIF, TIFF or SVG file is needed.", reason);
        }

        if (loader == Gif)
        {
            GifBlocks.RequireWhole(bytes, Upper(name));
        }

        try
        {
            using var opened = loader == Svg ? Draw(bytes, name, fit) : Checked(load(bytes), name);
            if (Frames(opened, bytes) is > 1 and var frames)
            {
                throw new ImageFormatException(
                    $"{Upper(name)} holds {frames} pictures, not one: take it as a film, or take one picture out of it first.");
            }

            using var upright = opened.Autorot();
            return use(upright);
        }
        catch (VipsException e)
        {
            throw new ImageFormatException($"{Upper(name)} is damaged or of an unusual kind and cannot be read ({LibVips.Reason(e)}).", e);
        }
    }

    private static Image Draw(byte[] bytes, string name, int? fit)
    {
        LibVips.RequireFont();
        var natural = Loaders[Svg](bytes);
        if (fit is not { } side || (natural.Width <= side && natural.Height == side) || (natural.Height <= side && natural.Width == side))
        {
            return Checked(natural, name);
        }

        using (natural)
        {
            var scale = Math.Min((double)side / natural.Width, (double)side / natural.Height);
            return Checked(Image.SvgloadBuffer(bytes, scale: scale), name);
        }
    }

    /// <summary>Checks the size in the header, before a pixel is decoded.</summary>
    private static Image Checked(Image image, string name)
    {
        if ((long)image.Width * image.Height > Picture.MaxPixels)
        {
            var size = $"{image.Width} × {image.Height}";
            image.Dispose();
            throw new ImageFormatException(
                $"{Upper(name)} is {size} pixels large; at most {Picture.MaxPixels / 1_000_000} million pixels (10 000 × 10 000) " +
                "are read.");
        }
        return image;
    }

    /// <summary>The XMP packet of a picture file, by its header; null where it has none, or is no picture file.</summary>
    public static byte[]? Xmp(byte[] file) =>
        Header(file, header => header.Contains(PictureMetadata.Xmp) ? (byte[])header.Get(PictureMetadata.Xmp) : null);

    /// <summary>How many pictures a file holds, by its header; 0 where it is no picture file.</summary>
    public static int Frames(byte[] file) => Header(file, header => Frames(header, file));

    private static T? Header<T>(byte[] file, Func<Image, T?> use)
    {
        LibVips.Require();
        var loader = file.Length > 0 ? Image.FindLoadBuffer(file) : null;
        if (loader is null || !Loaders.TryGetValue(loader, out var load))
        {
            _ = new VipsException("find_load");
            return default;
        }

        try
        {
            using var header = load(file);
            return use(header);
        }
        catch (VipsException)
        {
            return default;
        }
    }

    // further sizes of the same picture, as in TIFF files, are no frames
    private static int Frames(Image first, byte[] bytes)
    {
        var pages = first.Contains("n-pages") ? (int)first.Get("n-pages") : PngText.Frames(bytes);
        if (pages > 1 && first.Get("vips-loader") is "tiffload_buffer")
        {
            using var second = Image.TiffloadBuffer(bytes, page: 1);
            return (second.Width, second.Height) == (first.Width, first.Height) ? pages : 1;
        }

        return pages;
    }

    private static string? OtherKind(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'B', (byte)'M', ..] => "a BMP picture, which is not read",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', _, _, _, _, ..] when Encoding.Latin1.GetString(
            file[8..12]) is "heic" or "heix" or "mif1" or "avif" =>
            "a HEIC or AVIF picture, which is not read",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "a Photoshop document, which is not read",
        _ => null,
    };

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
