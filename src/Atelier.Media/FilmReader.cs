using System.Diagnostics;
using System.Globalization;
using Atelier.Core;

namespace Atelier.Media;

/// <summary>Reads a film picture by picture through ffmpeg.</summary>
public sealed class FilmReader : IDisposable
{
    private readonly Process _decoder;
    private readonly string _path;

    private FilmReader(string path, Process decoder, int width, int height, string rate, int frames)
    {
        (_path, _decoder, Width, Height, Rate, Frames) = (path, decoder, width, height, rate, frames);
        _ = decoder.StandardError.ReadToEndAsync();
    }

    /// <summary>Columns of every picture.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Pictures a second, as a fraction such as <c>30000/1001</c>.</summary>
    public string Rate { get; }

    /// <summary>About how many pictures there are, for progress.</summary>
    public int Frames { get; }

    /// <summary>Opens a film.</summary>
    /// <exception cref="UserException">ffmpeg is missing, or the file is no film.</exception>
    public static FilmReader Open(string path)
    {
        using var probe = Ffmpeg.Start("ffprobe", ["-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height,avg_frame_rate,duration:format=duration", "-of", "default=noprint_wrappers=1", path]);
        var lines = probe.StandardOutput.ReadToEnd().Split('\n').Select(line => line.Trim().Split('=', 2)).Where(pair => pair.Length == 2).ToList();
        probe.WaitForExit();
        string? Value(string key) => lines.LastOrDefault(pair => pair[0] == key && pair[1] != "N/A")?[1];
        if (probe.ExitCode != 0 || !int.TryParse(Value("width"), out var width) || !int.TryParse(Value("height"), out var height) || Value("avg_frame_rate") is not { } rate || Fraction(rate) is not > 0)
        {
            throw new UserException($"'{path}' is no film that ffmpeg can read.");
        }

        var seconds = double.TryParse(Value("duration"), CultureInfo.InvariantCulture, out var duration) ? duration : 0;
        var decoder = Ffmpeg.Start("ffmpeg", ["-loglevel", "error", "-nostdin", "-noautorotate", "-i", path, "-map", "0:v:0", "-vsync", "cfr", "-r", rate, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"]);
        return new(path, decoder, width, height, rate, Math.Max(1, (int)(seconds * Fraction(rate)!.Value)));
    }

    /// <summary>The next picture, or null after the last.</summary>
    /// <exception cref="UserException">The film is damaged.</exception>
    public Picture? Next()
    {
        var pixels = new byte[Width * Height * 3];
        var read = _decoder.StandardOutput.BaseStream.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false);
        if (read == pixels.Length)
        {
            return new(Width, Height, 3, pixels);
        }

        _decoder.WaitForExit();
        return read == 0 && _decoder.ExitCode == 0 ? null : throw new UserException($"The film '{_path}' is damaged: ffmpeg could not read it to its end.");
    }

    /// <summary>Ends the decoder.</summary>
    public void Dispose()
    {
        if (!_decoder.HasExited)
        {
            _decoder.Kill();
            _decoder.WaitForExit();
        }

        _decoder.Dispose();
    }

    private static double? Fraction(string text) =>
        text.Split('/') is [var above, var below] && double.TryParse(above, CultureInfo.InvariantCulture, out var a) && double.TryParse(below, CultureInfo.InvariantCulture, out var b) && b != 0 ? a / b : null;
}
