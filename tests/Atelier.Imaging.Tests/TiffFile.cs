using System.Buffers.Binary;

namespace Atelier.Imaging.Tests;

/// <summary>Writes small TIFF files byte by byte: one strip, interleaved, little-endian.</summary>
internal static class TiffFile
{
    public const int Unsigned = 1, Signed = 2, Float = 3;
    public const int Grey = 1, Rgb = 2, Cmyk = 5, Lab = 8;

    /// <param name="width">Columns; there is one row.</param>
    /// <param name="bits">Of a sample.</param>
    /// <param name="format">Unsigned, Signed or Float.</param>
    /// <param name="colours">Grey, Rgb, Cmyk or Lab.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="samples">All of them.</param>
    public static byte[] Make(int width, int bits, int format, int colours, int channels, byte[] samples, int pages = 1)
    {
        var file = new List<byte>("II*\0"u8.ToArray());
        file.AddRange(Whole(8));
        for (var page = 1; page <= pages; page++)
        {
            (ushort Tag, ushort Type, int Count, int Value)[] tags =
            [
                (256, 3, 1, width), (257, 3, 1, 1), (258, 3, channels, channels < 3 ? bits | (bits << 16) : 0), (259, 3, 1, 1),
                (262, 3, 1, colours), (273, 4, 1, 0),
                (277, 3, 1, channels), (278, 3, 1, 1), (279, 4, 1, samples.Length),
                (339, 3, channels, channels < 3 ? format | (format << 16) : 0),
            ];
            var end = file.Count + 2 + (12 * tags.Length) + 4;
            var (bitsAt, formatAt, samplesAt) = (end, end + 16, end + 32);
            file.AddRange([(byte)tags.Length, 0]);
            foreach (var (tag, type, count, value) in tags)
            {
                var held = tag switch { 273 => samplesAt, 258 when channels > 2 => bitsAt, 339 when channels > 2 => formatAt, _ => value };
                file.AddRange([.. Short(tag), .. Short(type), .. Whole(count), .. Whole(held)]);
            }

            file.AddRange(Whole(page == pages ? 0 : samplesAt + samples.Length + (samples.Length % 2)));
            file.AddRange(Repeated(bits));
            file.AddRange(Repeated(format));
            file.AddRange([.. samples, .. new byte[samples.Length % 2]]);
        }

        return [.. file];
    }

    private static byte[] Repeated(int value) => [.. Enumerable.Repeat(Short((ushort)value), 8).SelectMany(bytes => bytes)];

    private static byte[] Short(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Whole(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
