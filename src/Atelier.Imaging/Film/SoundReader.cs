using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Imaging.Film;

/// <summary>Reads the sound of a WAV file, or of any file that ffmpeg knows: music, or a film.</summary>
public static class SoundReader
{
    private const int LongestSeconds = 3600;
    private const int Head = 12; // bytes that tell a WAV file

    /// <summary>The first audio track, mixed to one channel: samples in [-1, 1].</summary>
    /// <param name="path">The file.</param>
    /// <param name="rate">Samples per second to convert to.</param>
    /// <exception cref="NativeLibraryException">ffmpeg is missing, and the file is no WAV of uncompressed samples.</exception>
    /// <exception cref="DataFormatException">The file holds no sound, is damaged, or lasts more than an hour.</exception>
    public static float[] Read(string path, int rate)
    {
        InputFile.Require(path, "a sound", (message, inner) => new DataFormatException(message, inner));
        var samples = (IsWav(path) ? ReadWav(path, rate) : null) ?? ReadByFfmpeg(path, rate);
        return samples.Length <= (long)LongestSeconds * rate ? samples
            : throw new DataFormatException($"The sound of '{path}' is longer than an hour: cut it first.");
    }

    private static bool IsWav(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> head = stackalloc byte[Head];
            return file.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head && WavFile.Recognises(head);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"Cannot read '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    // null where the samples are compressed
    private static float[]? ReadWav(string path, int rate)
    {
        var bytes = InputFile.ReadBytes(path, "a sound", (message, inner) => new DataFormatException(message, inner));
        if (WavFile.Read(bytes, path) is not { } wav)
        {
            return null;
        }

        var length = Math.Max(1, (long)Math.Round((double)wav.Samples.Length * rate / wav.Rate));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return wav.Rate == rate ? wav.Samples
            : F.interpolate(
                tensor(wav.Samples, [1, 1, 1, wav.Samples.Length]), [1, length], mode: InterpolationMode.Bilinear, align_corners: false,
                antialias: true).ToArray<float>();
    }

    private static float[] ReadByFfmpeg(string path, int rate)
    {
        using var decoder = Ffmpeg.Start("ffmpeg",
        [
            "-loglevel", "error", "-nostdin", .. Ffmpeg.OnlyFiles, "-i", Ffmpeg.FileUrl(path), "-map", "0:a:0", "-ac", "1", "-ar",
            $"{rate}", "-t", $"{LongestSeconds + 1}", "-f", "f32le", "pipe:1",
        ]);
        var errors = decoder.StandardError.ReadToEndAsync();
        using var bytes = new MemoryStream();
        decoder.StandardOutput.BaseStream.CopyTo(bytes);
        decoder.WaitForExit();
        var samples = MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
        return decoder.ExitCode == 0 && samples.Length > 0 ? samples
            : throw new DataFormatException($"'{path}' holds no sound that ffmpeg can read ({Ffmpeg.Reason(errors)}).");
    }
}
