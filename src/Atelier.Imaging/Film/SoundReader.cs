using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Imaging.Film;

/// <summary>Reads the sound of a file that ffmpeg knows: music, or a film.</summary>
public static class SoundReader
{
    private const int LongestSeconds = 3600;

    /// <summary>The first audio track, mixed to one channel: samples in [-1, 1].</summary>
    /// <param name="path">The file.</param>
    /// <param name="rate">Samples per second to convert to.</param>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    /// <exception cref="DataFormatException">The file holds no sound, is damaged, or lasts more than an hour.</exception>
    public static float[] Read(string path, int rate)
    {
        InputFile.Require(path, "a sound", (message, inner) => new DataFormatException(message, inner));
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
        return decoder.ExitCode != 0 || samples.Length == 0
            ? throw new DataFormatException($"'{path}' holds no sound that ffmpeg can read ({Ffmpeg.Reason(errors)}).")
            : samples.Length > (long)LongestSeconds * rate
            ? throw new DataFormatException($"The sound of '{path}' is longer than an hour: cut it first.")
            : samples;
    }
}
