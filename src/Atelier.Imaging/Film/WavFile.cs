using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Atelier.Core;

namespace Atelier.Imaging.Film;

/// <summary>Reads WAV files of whole numbers (8, 16, 24 or 32 bits) and of floats, without ffmpeg.</summary>
internal static class WavFile
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE; // kinds
    private const int Header = 8;                              // bytes of a chunk's name and length

    /// <summary>True for the first bytes of a WAV file.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head) => head is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W',
        (byte)'A', (byte)'V', (byte)'E', ..];

    /// <summary>The samples, mixed to one channel in [-1, 1], and their number per second; null where they are compressed.</summary>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public static (float[] Samples, int Rate)? Read(ReadOnlySpan<byte> file, string path)
    {
        var format = ReadOnlySpan<byte>.Empty;
        for (var at = 12; at + Header <= file.Length;)
        {
            var name = file.Slice(at, 4);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var body = file.Slice(at + Header, (int)Math.Min(length, file.Length - at - Header)); // streams are of unknown length
            if (name.SequenceEqual("fmt "u8))
            {
                format = body;
            }
            else if (name.SequenceEqual("data"u8))
            {
                return format.Length >= 16 ? Decode(format, body, path) : throw Damaged(path);
            }

            at += Header + (int)Math.Min(length + (length & 1), file.Length - at - Header);
        }

        throw Damaged(path);
    }

    private static (float[] Samples, int Rate)? Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, string path)
    {
        var (kind, channels) = (BinaryPrimitives.ReadUInt16LittleEndian(format), BinaryPrimitives.ReadUInt16LittleEndian(format[2..]));
        var (rate, bits) = (BinaryPrimitives.ReadInt32LittleEndian(format[4..]), BinaryPrimitives.ReadUInt16LittleEndian(format[14..]));
        kind = kind == Extensible && format.Length >= 26 ? BinaryPrimitives.ReadUInt16LittleEndian(format[24..]) : kind;
        if ((kind, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Float, 32)))
        {
            return null;
        }

        var width = bits / 8;
        if (channels == 0 || rate <= 0 || data.Length < channels * width)
        {
            throw Damaged(path);
        }

        var samples = new float[data.Length / (channels * width)];
        for (var i = 0; i < samples.Length; i++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                samples[i] += Sample(data.Slice(((i * channels) + channel) * width, width), kind == Float) / channels;
            }
        }

        return samples.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? throw Damaged(path) : (samples, rate);
    }

    private static float Sample(ReadOnlySpan<byte> bytes, bool isFloat) => bytes.Length switch
    {
        1 => (bytes[0] - 128) / 128f, // without a sign
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        3 => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648f,
        _ => isFloat ? MemoryMarshal.Read<float>(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
    };

    private static DataFormatException Damaged(string path) => new($"'{path}' is a damaged WAV file.");
}
