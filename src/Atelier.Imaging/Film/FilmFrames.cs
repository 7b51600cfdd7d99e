using System.Diagnostics;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Film;

/// <summary>The frames of a film, in order.</summary>
internal interface IFilmFrames : IDisposable
{
    /// <summary>The next frame, or null after the last; repeated frames are the same object.</summary>
    /// <exception cref="ImageFormatException">The film is damaged.</exception>
    Picture? Next();
}

/// <summary>The frames of a film, decoded by ffmpeg.</summary>
internal sealed class FfmpegFrames : IFilmFrames
{
    // for frames that are marked as interlaced; the filter rejects tiny ones
    private const string Deinterlace = "bwdif=mode=send_frame:deint=interlaced,";
    private const int MinDeinterlaced = 16;
    private readonly FilmProbe _film;
    private readonly Process _decoder;
    private readonly Task<string> _errors;
    private readonly (int Width, int Height, int Channels) _size;
    private int _shown;

    public FfmpegFrames(FilmProbe film)
    {
        _film = film;
        _size = film.IsRotated ? (film.Height, film.Width, film.HasAlpha ? 4 : 3) : (film.Width, film.Height, film.HasAlpha ? 4 : 3);
        string[] codec = (film.HasAlpha, film.Codec) switch // ffmpeg's own decoders ignore alpha
        {
            (true, "vp9") => ["-c:v", "libvpx-vp9"],
            (true, "vp8") => ["-c:v", "libvpx"],
            _ => [],
        };
        var deinterlace = Math.Min(film.Width, film.Height) >= MinDeinterlaced ? Deinterlace : "";
        _decoder = Ffmpeg.Start("ffmpeg",
        [
            "-loglevel", "error", "-nostdin", .. codec, .. Ffmpeg.OnlyFiles, "-i", Ffmpeg.FileUrl(film.Path), "-map", $"0:{film.Index}",
            "-vf", $"{deinterlace}fps={film.Rate}:start_time=0,{film.Colours.Decoder(film.Width, film.Height)}",
            "-f", "rawvideo", "-pix_fmt", film.HasAlpha ? "rgba" : "rgb24", "pipe:1",
        ]);
        _errors = _decoder.StandardError.ReadToEndAsync();
    }

    public Picture? Next()
    {
        var pixels = new byte[_size.Width * _size.Height * _size.Channels];
        var read = _decoder.StandardOutput.BaseStream.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false);
        if (read == pixels.Length)
        {
            _shown++;
            return new(_size.Width, _size.Height, _size.Channels, pixels);
        }

        _decoder.WaitForExit();
        return read == 0 && _decoder.ExitCode == 0 && !EndsEarly()
            ? null
            : throw new ImageFormatException($"The film '{_film.Path}' is damaged: "
                + $"ffmpeg could not read it to its end ({Ffmpeg.Reason(_errors)}).");
    }

    // ffmpeg reports truncated files, but exits with 0
    private bool EndsEarly() =>
        _shown < 0.95 * _film.Seconds * FilmProbe.Fraction(_film.Rate) && _errors.Wait(2000) && _errors.Result.Length > 0;

    public void Dispose()
    {
        if (!_decoder.HasExited)
        {
            _decoder.Kill();
            _decoder.WaitForExit();
        }

        _decoder.Dispose();
    }
}
