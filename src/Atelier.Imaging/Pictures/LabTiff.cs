using System.Buffers.Binary;
using NetVips;

namespace Atelier.Imaging.Pictures;

/// <summary>TIFF files of 8-bit CIE L*a*b*, which libvips 8.18 refuses: they are read as RGB and
/// reinterpreted.</summary>
internal static class LabTiff
{
    private const ushort BitsPerSample = 258, PhotometricInterpretation = 262;
    private const ushort Rgb = 2, CieLab = 8;

    /// <summary>The picture in Lab, or null where the file is of any other kind.</summary>
    public static Image? Read(byte[] file)
    {
        var little = file is [(byte)'I', (byte)'I', 42, 0, ..];
        if ((!little && file is not [(byte)'M', (byte)'M', 0, 42, ..]) || Find(file, little, PhotometricInterpretation) is not { } at
            || Short(file, little, at) != CieLab || BitsOf(file, little) != 8)
        {
            return null;
        }

        var asRgb = file.ToArray();
        (asRgb[at], asRgb[at + 1]) = little ? ((byte)Rgb, (byte)0) : ((byte)0, (byte)Rgb);
        using var samples = Image.TiffloadBuffer(asRgb, failOn: Enums.FailOn.Error);
        using var first = samples[0];
        using var lightness = first * (100.0 / 255);
        using var others = samples.ExtractBand(1, 2);
        using var signed = others.Copy(format: Enums.BandFormat.Char);
        using var lab = lightness.Bandjoin(signed);
        return lab.Copy(interpretation: Enums.Interpretation.Lab);
    }

    private static int BitsOf(byte[] file, bool little)
    {
        if (Find(file, little, BitsPerSample) is not { } at)
        {
            return 0;
        }

        var offset = (long)Int32(file, little, at); // three values do not fit into the entry
        return offset + 2 <= file.Length ? Short(file, little, (int)offset) : 0;
    }

    // the offset of a tag's value in the first directory
    private static int? Find(byte[] file, bool little, ushort tag)
    {
        if (file.Length < 8 || Int32(file, little, 4) is var start && start + 2L > file.Length)
        {
            return null;
        }

        var entries = Short(file, little, (int)start);
        for (var entry = start + 2L; entries-- > 0 && entry + 12 <= file.Length; entry += 12)
        {
            if (Short(file, little, (int)entry) == tag)
            {
                return (int)entry + 8;
            }
        }

        return null;
    }

    private static ushort Short(byte[] file, bool little, int at) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private static uint Int32(byte[] file, bool little, int at) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
