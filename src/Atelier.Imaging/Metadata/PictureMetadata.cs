using System.Globalization;
using Atelier.Imaging.Pictures;
using NetVips;

namespace Atelier.Imaging.Metadata;

/// <summary>The metadata of a picture file, without what changes with the pixels: orientation, sizes,
/// thumbnails.</summary>
internal static class PictureMetadata
{
    /// <summary>libvips's field of XMP.</summary>
    public const string Xmp = "xmp-data";

    private static readonly string[] Kept = [PictureColours.Profile, Xmp, "iptc-data", "exif-data", "resolution-unit"];
    private static readonly string[] Sizes = ["Orientation", "ImageWidth", "ImageLength", "PixelXDimension", "PixelYDimension"];

    /// <summary>An image of one pixel with the metadata of another.</summary>
    public static Image Extract(Image image)
    {
        using var pixel = Image.Black(1, 1, 3);
        using var copy = Copy(image, pixel);
        return copy.Copy(xres: Resolution(image, "X", image.Xres), yres: Resolution(image, "Y", image.Yres));
    }

    /// <summary><paramref name="to"/> with the metadata and resolution of <paramref name="from"/>.</summary>
    public static Image Copy(Image from, Image to)
    {
        using var sized = to.Copy(xres: from.Xres, yres: from.Yres);
        return sized.Mutate(header =>
        {
            foreach (var field in from.GetFields().Where(IsKept))
            {
                var value = field == Xmp ? XmpPacket.WithoutSizes((byte[])from.Get(field)) : from.Get(field);
                if (value is not null)
                {
                    header.Set(from.GetTypeOf(field), field, value);
                }
            }

            header.Set(GValue.GIntType, "orientation", 1); // libvips writes it into the EXIF block too
        });
    }

    // dots per millimetre; libvips gives 1 where it reads none, as in WebP files, and EXIF may have it
    private static double Resolution(Image image, string axis, double found)
    {
        var field = $"exif-ifd0-{axis}Resolution";
        return found == 1 && image.Contains(field) && ((string)image.Get(field)).Split(' ')[0].Split('/') is [var above, var below]
            && double.TryParse(above, CultureInfo.InvariantCulture, out var dots)
            && double.TryParse(below, CultureInfo.InvariantCulture, out var per)
            && dots > 0
            && per > 0
            ? dots / per / (IsInCentimetres(image) ? 10 : 25.4)
            : found;
    }

    private static bool IsInCentimetres(Image image) =>
        image.Contains("exif-ifd0-ResolutionUnit") && ((string)image.Get("exif-ifd0-ResolutionUnit")).StartsWith('3');

    // EXIF's second directory (ifd1) describes the thumbnail
    private static bool IsKept(string field) =>
        Kept.Contains(field) || (field.StartsWith("exif-ifd", StringComparison.Ordinal)
            && !field.StartsWith("exif-ifd1-", StringComparison.Ordinal) && !Sizes.Contains(field.Split('-', 3)[^1]));
}
