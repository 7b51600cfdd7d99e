using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Film;

/// <summary>Reads a film frame by frame, upright: through ffmpeg, or through libvips where it is an animated GIF or WebP.</summary>
public sealed class FilmReader : IDisposable
{
    private readonly IFilmFrames _frames;

    private FilmReader(FilmProbe probe)
    {
        (Probe, Rate, Channels) = (probe, probe.Rate, probe.HasAlpha ? 4 : 3);
        (Width, Height) = probe.IsRotated ? (probe.Height, probe.Width) : (probe.Width, probe.Height);
        Aspect = probe is { IsRotated: true, Aspect: { } aspect } ? string.Join('/', aspect.Split('/').Reverse()) : probe.Aspect;
        Frames = Math.Max(1, (int)Math.Round(probe.Seconds * FilmProbe.Fraction(Rate)));
        _frames = new FfmpegFrames(probe);
    }

    private FilmReader(AnimationFrames frames)
    {
        (Width, Height, Channels, Rate, Frames) = (frames.Width, frames.Height, frames.Channels, frames.Rate, frames.Count);
        _frames = frames;
    }

    /// <summary>Columns of every picture.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>3 (RGB), or 4 (RGBA) where the film is transparent somewhere.</summary>
    public int Channels { get; }

    /// <summary>Pixel aspect ratio as a fraction, such as <c>16/11</c>; null for square pixels.</summary>
    public string? Aspect { get; }

    /// <summary>Frame rate as a fraction, such as <c>30000/1001</c>.</summary>
    public string Rate { get; }

    /// <summary>The approximate number of frames, for progress.</summary>
    public int Frames { get; }

    /// <summary>The result of ffprobe; null for an animation.</summary>
    internal FilmProbe? Probe { get; }

    /// <summary>Opens a film.</summary>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    /// <exception cref="ImageFormatException">The file is no film, it is too large, or its colours are not read (HDR).</exception>
    public static FilmReader Open(string path)
    {
        var file = MediaKinds.Find(path)?.Name is "GIF" or "WebP" ? PictureReader.ReadFile(path) : null;
        var reader = file is not null && PictureReader.Frames(file) > 0 ? new FilmReader(new AnimationFrames(path, file)) : OpenFilm(path);
        if ((long)reader.Width * reader.Height > Picture.MaxPixels)
        {
            reader.Dispose();
            throw new ImageFormatException(
                $"The pictures of '{path}' are {reader.Width} × {reader.Height} pixels large; at most {Picture.MaxPixels / 1_000_000} " +
                "million are read.");
        }

        return reader;
    }

    /// <summary>The next frame, or null after the last; repeated frames are the same object.</summary>
    /// <exception cref="ImageFormatException">The film is damaged.</exception>
    public Picture? Next() => _frames.Next();

    /// <summary>Ends the decoder.</summary>
    public void Dispose() => _frames.Dispose();

    private static FilmReader OpenFilm(string path)
    {
        InputFile.Require(path, "a film", (message, inner) => new ImageFormatException(message, inner));
        var probe = FilmProbe.Run(path);
        var (transfer, matrix) = (probe.Colours.Transfer, probe.Colours.Matrix);
        if (probe.IsHdr)
        {
            throw new ImageFormatException(
                $"'{path}' is an HDR film ({transfer}), whose light these pictures cannot hold: convert it to SDR (BT.709) first.");
        }

        return probe.Colours.IsReadable
            ? new(probe)
            : throw new ImageFormatException(
                $"The colours of '{path}' are coded as {matrix}, which is not read: convert it to BT.709 first.");
    }
}
