using System.Runtime.InteropServices;
using Atelier.Media.Vips;
using Atelier.Core;

namespace Atelier.Media;

/// <summary>From the bytes of a picture file to upright 8-bit sRGB pixels.</summary>
internal static class PictureReader
{
    /// <summary>The loaders of libvips that may read a stranger's file, by the name libvips finds them under.</summary>
    private static readonly Dictionary<string, string> Loaders = new()
    {
        ["VipsForeignLoadPngBuffer"] = "pngload_buffer",
        ["VipsForeignLoadJpegBuffer"] = "jpegload_buffer",
        ["VipsForeignLoadWebpBuffer"] = "webpload_buffer",
        ["VipsForeignLoadNsgifBuffer"] = "gifload_buffer",
        ["VipsForeignLoadTiffBuffer"] = "tiffload_buffer",
        ["VipsForeignLoadSvgBuffer"] = Svg,
    };

    private const string Svg = "svgload_buffer";

    public static Picture Read(byte[] bytes, string name, int? fit)
    {
        return Decode(bytes, name, fit, upright =>
        {
            using var colours = ToSrgb(upright);
            using var eightBit = VipsOperation.Call("cast", ("in", colours), ("format", "uchar"));
            return new Picture(eightBit.Width, eightBit.Height, eightBit.Bands, eightBit.ToBytes());
        });
    }

    /// <summary>The bytes of a picture file.</summary>
    /// <exception cref="UserException">There is no such file, or it cannot be read.</exception>
    public static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserException($"'{path}' is a folder; a picture file is needed.");
        }
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Opens a picture, turns it upright, and hands it on; what libvips refuses on the way is told in one sentence.</summary>
    public static T Decode<T>(byte[] bytes, string name, int? fit, Func<VipsImage, T> use)
    {
        VipsLibrary.Require();
        var loader = FindLoader(bytes)
            ?? throw new UserException($"{Upper(name)} is no picture: a PNG, JPEG, WebP, GIF, TIFF or SVG file is needed.");
        try
        {
            using var opened = Open(loader, bytes, name, fit);
            using var upright = VipsOperation.Call("autorot", ("in", opened));
            return use(upright);
        }
        catch (VipsException e)
        {
            throw new UserException($"{Upper(name)} is damaged or of an unusual kind and cannot be read ({e.Reason}).", e);
        }
    }

    /// <summary>Opens the header only; the size is refused here, before a pixel is decoded.</summary>
    private static VipsImage Open(string loader, byte[] bytes, string name, int? fit)
    {
        if (loader != Svg)
        {
            return Checked(VipsOperation.Call(loader, ("buffer", bytes), ("fail-on", "error")), name);
        }
        var natural = VipsOperation.Call(loader, ("buffer", bytes));
        if (fit is not { } side || (natural.Width <= side && natural.Height == side) || (natural.Height <= side && natural.Width == side))
        {
            return Checked(natural, name);
        }
        using (natural)
        {
            var scale = Math.Min((double)side / natural.Width, (double)side / natural.Height);
            return Checked(VipsOperation.Call(loader, ("buffer", bytes), ("scale", scale)), name);
        }
    }

    private static VipsImage Checked(VipsImage image, string name)
    {
        if ((long)image.Width * image.Height > Picture.MaxPixels)
        {
            var size = $"{image.Width} × {image.Height}";
            image.Dispose();
            throw new UserException(
                $"{Upper(name)} is {size} pixels large; at most {Picture.MaxPixels / 1_000_000} million pixels (10 000 × 10 000) are read.");
        }
        return image;
    }

    /// <summary>Through the embedded colour profile where there is one; grey, palette, CMYK and 16 bit become 8-bit RGB(A).</summary>
    public static VipsImage ToSrgb(VipsImage image)
    {
        if (image.Has("icc-profile-data"))
        {
            try
            {
                return VipsOperation.Call("icc_transform", ("in", image), ("output-profile", "srgb"), ("embedded", true), ("depth", 8));
            }
            catch (VipsException)
            {
                // a profile that is broken or made for another kind of pixels: read the picture as if it had none, as browsers do
            }
        }
        return VipsOperation.Call("colourspace", ("in", image), ("space", "srgb"));
    }

    private static unsafe string? FindLoader(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }
        fixed (byte* data = bytes)
        {
            var found = Marshal.PtrToStringUTF8(VipsLibrary.vips_foreign_find_load_buffer(data, (nuint)bytes.Length));
            if (found is null)
            {
                VipsLibrary.TakeError();
                return null;
            }
            return Loaders.GetValueOrDefault(found);
        }
    }

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
