using Atelier.Core;
using NetVips;

namespace Atelier.Media;

/// <summary>From the bytes of a picture file to upright 8-bit sRGB pixels.</summary>
internal static class PictureReader
{
    private const string Svg = "VipsForeignLoadSvgBuffer";

    /// <summary>The loaders of libvips that may read a stranger's file.</summary>
    private static readonly string[] Loaders =
    [
        "VipsForeignLoadPngBuffer", "VipsForeignLoadJpegBuffer", "VipsForeignLoadWebpBuffer", "VipsForeignLoadNsgifBuffer",
        "VipsForeignLoadTiffBuffer", Svg,
    ];

    public static Picture Read(byte[] bytes, string name, int? fit)
    {
        return Decode(bytes, name, fit, upright =>
        {
            using var colours = ToSrgb(upright);
            using var eightBit = colours.Cast(Enums.BandFormat.Uchar);
            return new Picture(eightBit.Width, eightBit.Height, eightBit.Bands, eightBit.WriteToMemory<byte>());
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
    public static T Decode<T>(byte[] bytes, string name, int? fit, Func<Image, T> use)
    {
        LibVips.Require();
        var loader = bytes.Length > 0 ? Image.FindLoadBuffer(bytes) : null;
        if (!Loaders.Contains(loader))
        {
            var said = new VipsException("find_load"); // takes what libvips has to say, or it would be told with the next failure
            throw new UserException($"{Upper(name)} is no picture: a PNG, JPEG, WebP, GIF, TIFF or SVG file is needed.", said);
        }

        try
        {
            using var opened = Open(bytes, name, loader == Svg, fit);
            using var upright = opened.Autorot();
            return use(upright);
        }
        catch (VipsException e)
        {
            throw new UserException($"{Upper(name)} is damaged or of an unusual kind and cannot be read ({LibVips.Reason(e)}).", e);
        }
    }

    /// <summary>Opens the header only; the size is refused here, before a pixel is decoded.</summary>
    private static Image Open(byte[] bytes, string name, bool drawing, int? fit)
    {
        if (!drawing)
        {
            return Checked(Image.NewFromBuffer(bytes, failOn: Enums.FailOn.Error), name);
        }
        var natural = Image.SvgloadBuffer(bytes);
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

    private static Image Checked(Image image, string name)
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
    public static Image ToSrgb(Image image)
    {
        if (image.Contains("icc-profile-data"))
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, depth: 8);
            }
            catch (VipsException)
            {
                // a profile that is broken or made for another kind of pixels: read the picture as if it had none, as browsers do
            }
        }
        return image.Colourspace(Enums.Interpretation.Srgb);
    }

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
