using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Atelier.Imaging.Tests;

/// <summary>Writes PNG files of every kind byte by byte, so that the reader is not tested against its own writer.</summary>
internal static class PngFile
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    public static byte[] Make(int width, int height, byte depth, byte kind, byte[] row, params (string Type, byte[] Data)[] chunks)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, kind);
        var pixels = new MemoryStream();
        using (var zip = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < Math.Min(height, 64); y++)
            {
                zip.WriteByte(0);
                zip.Write(row);
            }
        }
        byte[] file = [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header)];
        foreach (var (type, data) in chunks)
        {
            file = [.. file, .. Chunk(type, data)];
        }
        return [.. file, .. Chunk("IDAT", pixels.ToArray()), .. Chunk("IEND", [])];
    }

    public static byte[] Zip(string text)
    {
        var result = new MemoryStream();
        using (var zip = new ZLibStream(result, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }
        return result.ToArray();
    }

    /// <summary>The data of an iCCP chunk.</summary>
    public static byte[] Profile(byte[] profile)
    {
        var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(profile);
        }

        return [.. "mine\0\0"u8, .. zipped.ToArray()];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.Latin1.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, ~crc);
        return [.. length, .. body, .. check];
    }
}
