using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Atelier.Imaging.Metadata;

/// <summary>Texts inside PNG files: writes tEXt and iTXt chunks, reads tEXt, zTXt and iTXt (PNG specification, third edition, §11.3.3).
/// They are hidden from libvips, which writes all texts as Latin-1, reads none behind the pixels, and
/// decompresses every one, however large.</summary>
internal static class PngText
{
    private const int HeaderEnd = 8 + 25; // the signature and the IHDR chunk, which always comes first
    private const int MaxText = 16 << 20; // of a decompressed text
    private const string XmpKey = "XML:com.adobe.xmp"; // metadata, which libvips does read
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The file with texts inserted after its header.</summary>
    public static byte[] Insert(byte[] png, IReadOnlyDictionary<string, string> texts)
    {
        using var chunks = new MemoryStream();
        foreach (var (key, text) in texts)
        {
            if (key.Length is < 1 or > 79 || !Ascii.IsValid(key))
            {
                throw new ArgumentException($"'{key}' is no PNG keyword: 1 to 79 ASCII characters.", nameof(texts));
            }

            if (Ascii.IsValid(text))
            {
                WriteChunk(chunks, "tEXt", Encoding.Latin1.GetBytes($"{key}\0{text}"));
            }
            else
            {
                WriteChunk(chunks, "iTXt", Encoding.UTF8.GetBytes($"{key}\0\0\0\0\0{text}"));
            }
        }

        return [.. png.AsSpan(0, HeaderEnd), .. chunks.ToArray(), .. png.AsSpan(HeaderEnd)];
    }

    /// <summary>Copies a PNG file with text chunks inserted after its header.</summary>
    public static void Insert(Stream png, byte[] chunks, Stream to)
    {
        var header = new byte[HeaderEnd];
        png.ReadExactly(header);
        to.Write(header);
        to.Write(chunks);
        png.CopyTo(to);
    }

    /// <summary>Splits a PNG file into one without texts and its unchanged text chunks. Any other file is returned
    /// whole.</summary>
    public static (byte[] Bare, byte[] Texts) Split(byte[] file)
    {
        var parts = Chunks(file).Where(chunk => IsText(file, chunk)).ToList();
        if (parts.Count == 0)
        {
            return (file, []);
        }

        using var rest = new MemoryStream(file.Length);
        using var texts = new MemoryStream();
        var done = 0;
        foreach (var chunk in parts)
        {
            rest.Write(file.AsSpan(done..chunk.Start.Value));
            done = chunk.End.Value;
            if (!file.AsSpan(chunk)[8..].StartsWith("Raw profile type "u8)) // an EXIF block of other programs, orientation and all
            {
                texts.Write(file.AsSpan(chunk));
            }
        }

        rest.Write(file.AsSpan(done));
        return (rest.ToArray(), texts.ToArray());
    }

    /// <summary>The number of frames of an animated PNG file; 1 for any other file.</summary>
    public static int Frames(byte[] file)
    {
        foreach (var chunk in Chunks(file))
        {
            var data = file.AsSpan(chunk);
            if (data[4..8].SequenceEqual("acTL"u8) && data.Length >= 20)
            {
                return BinaryPrimitives.ReadInt32BigEndian(data[8..]);
            }
        }

        return 1;
    }

    /// <summary>The first text under a key among chunks that <see cref="Split"/> gave, or null.</summary>
    public static string? FindIn(byte[] chunks, string key)
    {
        using var file = new MemoryStream([.. Signature, .. chunks]);
        return Find(file, key);
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

    private static IEnumerable<Range> Chunks(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
        {
            yield break;
        }

        for (var at = Signature.Length; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
            {
                yield break;
            }

            var end = at + 12 + (int)length;
            yield return at..end;
            at = end;
        }
    }

    private static bool IsText(byte[] file, Range chunk)
    {
        var type = file.AsSpan(chunk)[4..8];
        return (type.SequenceEqual("tEXt"u8) || type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8))
            && !file.AsSpan(chunk)[8..].StartsWith(Encoding.ASCII.GetBytes(XmpKey));
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
                return rest.Length < 1 ? null : Decompress(rest[1..]) is { } latin ? Encoding.Latin1.GetString(latin) : null;
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

                return compressed ? Decompress(rest) is { } utf8 ? Encoding.UTF8.GetString(utf8) : null : Encoding.UTF8.GetString(rest);
        }
    }

    // grows as data comes, up to MaxText
    private static byte[]? Decompress(ReadOnlySpan<byte> compressed)
    {
        try
        {
            using var unzip = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            using var text = new MemoryStream();
            var part = new byte[1 << 16];
            while (unzip.Read(part) is > 0 and var read)
            {
                text.Write(part.AsSpan(0, (int)Math.Min(read, MaxText - text.Length)));
                if (text.Length == MaxText)
                {
                    break;
                }
            }

            return text.ToArray();
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
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        stream.Write(number);
    }
}
