using System.Buffers.Binary;
using System.Text;
using Atelier.Core;
using Atelier.Imaging.Film;

namespace Atelier.Imaging.Tests.Film;

/// <summary>WAV files need no ffmpeg.</summary>
public sealed class WavTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("atelier-wav-").FullName, "sound.wav");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Theory]
    [InlineData(1, 8, 0.01)]
    [InlineData(1, 16, 1e-4)]
    [InlineData(1, 24, 1e-6)]
    [InlineData(1, 32, 1e-6)]
    [InlineData(3, 32, 1e-7)]
    [InlineData(0xFFFE, 16, 1e-4)]
    public void Samples_OfAnyKind_AreMixedToOneChannel(int kind, int bits, double tolerance)
    {
        float[] left = [0, 0.5f, -0.5f, 0.25f], right = [0.5f, 0.5f, -1, 0.25f];
        File.WriteAllBytes(_file, Wav(kind, bits, 8000, [left, right]));

        var samples = SoundReader.Read(_file, 8000);

        Assert.Equal([0.25f, 0.5f, -0.75f, 0.25f], samples, (one, other) => Math.Abs(one - other) <= tolerance);
    }

    [Theory]
    [InlineData(48000)]
    [InlineData(22050)]
    public void AnotherRate_KeepsTheTone(int rate)
    {
        const int Wanted = 44100;
        float Tone(int i, int rate) => (float)Math.Sin(2 * Math.PI * 440 * i / rate);
        File.WriteAllBytes(_file, Wav(1, 16, rate, [[.. Enumerable.Range(0, rate / 2).Select(i => Tone(i, rate))]]));

        var samples = SoundReader.Read(_file, Wanted);

        Assert.Equal(Wanted / 2, samples.Length);
        // the centres of samples are half a sample of either rate from the beginning
        var shift = 0.5 * (1 - ((double)Wanted / rate));
        Assert.All(Enumerable.Range(100, Wanted / 2 - 200), i =>
            Assert.Equal(Math.Sin(2 * Math.PI * 440 * (i + shift) / Wanted), samples[i], 0.01));
    }

    [Fact]
    public void WhatIsDamaged_IsNamed_AndAnUnknownLengthReads()
    {
        var whole = Wav(1, 16, 8000, [[0.5f, 0.25f]]);
        var endless = whole.ToArray();
        endless.AsSpan(40, 4).Fill(0xFF);
        File.WriteAllBytes(_file, endless);
        Assert.Equal(2, SoundReader.Read(_file, 8000).Length);

        for (var length = 12; length < 46; length++)
        {
            File.WriteAllBytes(_file, whole[..length]);
            Assert.Contains("damaged", Assert.Throws<DataFormatException>(() => SoundReader.Read(_file, 8000)).Message);
        }
    }

    private static byte[] Wav(int kind, int bits, int rate, float[][] channels)
    {
        var frames = channels[0].Length;
        var extra = kind == 0xFFFE ? 24 : 0;
        var data = new List<byte>();
        for (var i = 0; i < frames; i++)
        {
            foreach (var channel in channels)
            {
                data.AddRange(kind == 3 ? BitConverter.GetBytes(channel[i]) : Whole(channel[i], bits));
            }
        }

        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(Encoding.ASCII.GetBytes("RIFF"));
        writer.Write(36 + extra + data.Count);
        writer.Write(Encoding.ASCII.GetBytes("WAVEfmt "));
        writer.Write(16 + extra);
        writer.Write((ushort)kind);
        writer.Write((ushort)channels.Length);
        writer.Write(rate);
        writer.Write(rate * channels.Length * bits / 8);
        writer.Write((ushort)(channels.Length * bits / 8));
        writer.Write((ushort)bits);
        if (extra > 0)
        {
            writer.Write(new byte[8]);
            writer.Write((ushort)1); // whole numbers after all
            writer.Write(new byte[14]);
        }

        writer.Write(Encoding.ASCII.GetBytes("data"));
        writer.Write(data.Count);
        writer.Write([.. data]);
        return file.ToArray();
    }

    private static byte[] Whole(float value, int bits)
    {
        if (bits == 8)
        {
            return [(byte)(128 + Math.Round(value * 127.99))];
        }

        var number = (long)Math.Clamp(Math.Round(value * Math.Pow(2, bits - 1)), -Math.Pow(2, bits - 1), Math.Pow(2, bits - 1) - 1);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes[..(bits / 8)];
    }
}
