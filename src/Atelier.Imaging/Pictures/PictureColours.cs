using System.Text;
using Atelier.Core;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>Converts the samples of any picture file to 8-bit or 16-bit RGB, together with their colour profile.</summary>
internal static class PictureColours
{
    public const string Profile = "icc-profile-data";

    /// <summary>RGB or RGBA of 8 or 16 bits. A profile stays only where it is one of RGB and the samples are as the file has them;
    /// every other kind of colour becomes sRGB.</summary>
    /// <exception cref="ImageFormatException">The samples are not those of a picture.</exception>
    public static Image ToRgb(Image image, string name)
    {
        using var scaled = Scaled(image, name);
        var bits = Bits(scaled);
        var space = bits == 16 ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb;
        switch (scaled.Interpretation)
        {
            case Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16:
                return ProfileKind(image) == "RGB " ? scaled.Copy() : WithoutProfile(scaled);
            case Enums.Interpretation.Cmyk:
                return Through(ProfileKind(image) == "CMYK" ? null : "cmyk", scaled, bits) ?? Through("cmyk", scaled, bits)!;
            case Enums.Interpretation.Bw or Enums.Interpretation.Grey16 when ProfileKind(image) == "GRAY"
                && Through(null, scaled, bits) is { } managed:
                return managed;
            default:
                using (var converted = scaled.Colourspace(space))
                {
                    return ProfileKind(image) == "RGB " ? converted.Copy() : WithoutProfile(converted);
                }
        }
    }

    /// <summary>RGB or RGBA of 8 bits in sRGB, through the picture's own profile where there is one.</summary>
    /// <exception cref="ImageFormatException">The samples are not those of a picture.</exception>
    public static Image ToSrgb(Image image, string name)
    {
        using var rgb = ToRgb(image, name);
        using var srgb = (rgb.Contains(Profile) ? Through(null, rgb, Bits(rgb)) : null) ?? rgb.Copy();
        return srgb.Colourspace(Enums.Interpretation.Srgb);
    }

    /// <summary>8 or 16.</summary>
    public static int Bits(Image image) => image.Format == Enums.BandFormat.Ushort ? 16 : 8;

    /// <summary>Grey, RGB or CMYK as 8-bit or 16-bit integers, where full scale is white; Lab and the like become RGB.</summary>
    private static Image Scaled(Image image, string name)
    {
        var kind = image.Interpretation;
        if (kind is Enums.Interpretation.Lab or Enums.Interpretation.Labq or Enums.Interpretation.Labs or Enums.Interpretation.Lch
            or Enums.Interpretation.Xyz or Enums.Interpretation.Yxy or Enums.Interpretation.Hsv)
        {
            using var converted = image.Colourspace(
                image.Format == Enums.BandFormat.Uchar ? Enums.Interpretation.Srgb : Enums.Interpretation.Rgb16);
            return WithoutProfile(converted);
        }

        var most = kind == Enums.Interpretation.Cmyk ? 5 : 4;
        if (image.Bands > most)
        {
            throw new ImageFormatException(
                $"{name} has {image.Bands} channels; grey, RGB and CMYK pictures are read, with or without transparency.");
        }

        using var integer = ToInteger(image, name);
        return integer.Copy(interpretation: (kind, image.Bands, Bits(integer)) switch
        {
            (Enums.Interpretation.Cmyk, _, _) => kind,
            (_, < 3, 16) => Enums.Interpretation.Grey16,
            (_, < 3, _) => Enums.Interpretation.Bw,
            (_, _, 16) => Enums.Interpretation.Rgb16,
            _ => Enums.Interpretation.Srgb,
        });
    }

    // signed samples have black at 0; floats go from 0 to 1
    private static Image ToInteger(Image image, string name)
    {
        const double Full = 65535;
        return image.Format switch
        {
            Enums.BandFormat.Uchar or Enums.BandFormat.Ushort => image.Copy(),
            Enums.BandFormat.Char => To(Enums.BandFormat.Uchar, image, 255.0 / sbyte.MaxValue),
            Enums.BandFormat.Short => To(Enums.BandFormat.Ushort, image, Full / short.MaxValue),
            Enums.BandFormat.Uint => To(Enums.BandFormat.Ushort, image, Full / uint.MaxValue),
            Enums.BandFormat.Int => To(Enums.BandFormat.Ushort, image, Full / int.MaxValue),
            Enums.BandFormat.Float or Enums.BandFormat.Double => To(Enums.BandFormat.Ushort, InRange(image, name), Full),
            _ => throw new ImageFormatException($"{name} holds complex numbers, not a picture's samples."),
        };
    }

    private static Image To(Enums.BandFormat format, Image image, double factor)
    {
        using var exact = image.Cast(Enums.BandFormat.Double); // a float cannot hold 32 bits
        using var scaled = exact * factor;
        using var rounded = scaled.Rint();
        return rounded.Cast(format);
    }

    // a little beyond white is a highlight; far beyond, the samples mean something else
    private static Image InRange(Image image, string name)
    {
        const double Most = 4;
        return image.Max() is var max && max <= Most && image.Min() >= -Most
            ? image
            : throw new ImageFormatException(
                $"The samples of {name} are floating-point numbers up to {max:G4}; they are read from 0 (black) to 1 (white): scale them.");
    }

    /// <summary>Through its own profile, or one that libvips has, to sRGB; null where the
    /// profile is broken, and so as good as none.</summary>
    private static Image? Through(string? profile, Image image, int bits)
    {
        try
        {
            return profile is null
                ? image.IccTransform("srgb", embedded: true, depth: bits)
                : image.IccTransform("srgb", inputProfile: profile, depth: bits);
        }
        catch (VipsException) when (profile is null)
        {
            return null;
        }
    }

    /// <summary>What colours a profile is for, as its header says: "RGB ", "GRAY", "CMYK"; null without a profile.</summary>
    private static string? ProfileKind(Image image) =>
        image.Contains(Profile) && image.Get(Profile) is byte[] { Length: > 128 } bytes ? Encoding.ASCII.GetString(bytes, 16, 4) : null;

    private static Image WithoutProfile(Image image) => image.Mutate(header => header.Remove(Profile));
}
