using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Atelier.Media;

/// <summary>Texts inside PNG files: writes tEXt and iTXt chunks, reads tEXt, zTXt and iTXt (PNG specification, third edition, §11.3.3).</summary>
internal static class PngText
{
    private const int HeaderEnd = 8 + 25; // the signature and the IHDR chunk, which always comes first
    private const int MaxText = 16 << 20; // a compressed text that unpacks to more is no text of ours
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(MakeCrcEntry)];

    /// <summary>The file with the texts put in right after its header.</summary>
    public static byte[] Insert(byte[] png, IReadOnlyDictionary<string, string> texts)
    {
        using var result = new MemoryStream();
        result.Write(png.AsSpan(0, HeaderEnd));
        foreach (var (key, text) in texts)
        {
            if (key.Length is < 1 or > 79 || !Ascii.IsValid(key))
            {
                throw new ArgumentException($"'{key}' is no PNG keyword: 1 to 79 ASCII characters.", nameof(texts));
            }
            if (Ascii.IsValid(text))
            {
                WriteChunk(result, "tEXt", Encoding.Latin1.GetBytes($"{key}\0{text}"));
            }
            else
            {
                WriteChunk(result, "iTXt", Encoding.UTF8.GetBytes($"{key}\0\0\0\0\0{text}"));
            }
        }
        result.Write(png.AsSpan(HeaderEnd));
        return result.ToArray();
    }

    /// <summary>The first text under <paramref name="key"/>, or null. The pixels are skipped, never decoded.</summary>
    public static string? Find(Stream file, string key)
    {
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8 || !head.SequenceEqual(Signature))
        {
            return null;
        }
        while (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Encoding.Latin1.GetString(head[4..]);
            if (length > file.Length - file.Position)
            {
                return null;
            }
            if (type is "tEXt" or "zTXt" or "iTXt" && length <= MaxText)
            {
                var data = new byte[length];
                file.ReadExactly(data);
                if (Text(type, data, key) is { } text)
                {
                    return text;
                }
                file.Seek(4, SeekOrigin.Current);
            }
            else
            {
                file.Seek(length + 4, SeekOrigin.Current);
            }
        }
        return null;
    }

    private static string? Text(string type, ReadOnlySpan<byte> data, string key)
    {
        var end = data.IndexOf((byte)0);
        if (end < 0 || Encoding.Latin1.GetString(data[..end]) != key)
        {
            return null;
        }
        var rest = data[(end + 1)..];
        switch (type)
        {
            case "tEXt":
                return Encoding.Latin1.GetString(rest);
            case "zTXt":
                return rest.Length < 1 ? null : Unpack(rest[1..]) is { } latin ? Encoding.Latin1.GetString(latin) : null;
            default:
                var compressed = rest.Length > 0 && rest[0] == 1;
                for (var skip = 0; skip < 2; skip++) // language, then translated keyword
                {
                    var start = skip == 0 ? 2 : 0;
                    var zero = rest.Length <= start ? -1 : rest[start..].IndexOf((byte)0);
                    if (zero < 0)
                    {
                        return null;
                    }
                    rest = rest[(start + zero + 1)..];
                }
                return compressed ? Unpack(rest) is { } utf8 ? Encoding.UTF8.GetString(utf8) : null : Encoding.UTF8.GetString(rest);
        }
    }

    private static byte[]? Unpack(ReadOnlySpan<byte> compressed)
    {
        try
        {
            using var unzip = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            var text = new byte[MaxText];
            return text[..unzip.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void WriteChunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        byte[] body = [.. Encoding.Latin1.GetBytes(type), .. data];
        stream.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        stream.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static uint MakeCrcEntry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) != 0 ? 0xEDB88320 ^ (entry >> 1) : entry >> 1;
        }
        return entry;
    }
}
