using System.Diagnostics;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Imaging.Film;

/// <summary>Writes a film frame by frame: through ffmpeg in one of the formats of <see cref="MediaKinds"/>, or as PNG
/// frames into a folder. Until <see cref="Finish"/> it has a temporary name; disposed before, it leaves nothing.</summary>
public sealed class FilmWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly Process? _encoder;
    private readonly Task<string>? _errors;
    private readonly string? _aspect;
    private Picture? _last;
    private int _frames;
    private bool _finished;

    private FilmWriter(string path, string temporary, Process? encoder, string? aspect, IReadOnlyList<string> leftOut)
    {
        (_path, _temporary, _encoder, _aspect, LeftOut) = (path, temporary, encoder, aspect, leftOut);
        _errors = encoder?.StandardError.ReadToEndAsync();
    }

    /// <summary>Tracks of the source film that this container cannot hold: "subtitles (hdmv_pgs_subtitle)".</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Checks that a film can be written, before long work.</summary>
    /// <param name="path">Its name tells the format; a name without an extension is a folder of frames.</param>
    /// <exception cref="OutputException">The format is unknown, or the place cannot be written to.</exception>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    public static void RequireWritable(string path)
    {
        if (FilmContainer.FromPath(path) is not null)
        {
            AtomicFile.RequireWritable(path);
            Ffmpeg.Require();
            return;
        }

        RequireNew(path);
        AtomicFile.RequireWritable(path + ".tmp"); // what is written first: a folder beside it
    }

    /// <summary>Begins a new film.</summary>
    /// <param name="path">Its name tells the format; a name without an extension is a folder of frames.</param>
    /// <param name="width">Columns of every picture; even, as players require.</param>
    /// <param name="height">Rows; even likewise.</param>
    /// <param name="rate">Frame rate.</param>
    /// <exception cref="OutputException">The format is unknown, or the place cannot be written to.</exception>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    public static FilmWriter Create(string path, int width, int height, int rate) => Create(path, width, height, rate, null);

    /// <summary>Begins a new film with a sound, which ends with the film.</summary>
    /// <param name="path">Its name tells the format; a name without an extension is a folder of frames.</param>
    /// <param name="width">Columns of every picture; even, as players require.</param>
    /// <param name="height">Rows; even likewise.</param>
    /// <param name="rate">Frame rate.</param>
    /// <param name="sound">A sound file whose first track is added, or null.</param>
    /// <exception cref="OutputException">The format is unknown, or the place cannot be written to.</exception>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    public static FilmWriter Create(string path, int width, int height, int rate, string? sound) =>
        Create(path, width, height, $"{rate}", 3, null, null, sound);

    /// <summary>Begins a film from the frames of another: frame rate, pixel aspect, colours, audio,
    /// subtitles and chapters are copied.
    /// </summary>
    /// <param name="path">Its name tells the format.</param>
    /// <param name="width">Columns of every picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="source">The other film; its pictures' channels are those of the pictures to come.</param>
    /// <exception cref="OutputException">The format is unknown or cannot hold the other's transparency,
    /// or the place cannot be written to.</exception>
    /// <exception cref="NativeLibraryException">ffmpeg is missing.</exception>
    public static FilmWriter Create(string path, int width, int height, FilmReader source) =>
        Create(path, width, height, source.Rate, source.Channels, source.Aspect, source.Probe);

    /// <summary>Adds a picture of the film's size.</summary>
    public void Add(Picture picture)
    {
        _last = picture;
        Repeat();
    }

    /// <summary>Adds the last picture once more.</summary>
    public void Repeat()
    {
        _frames++;
        if (_encoder is null)
        {
            var square = _aspect is null ? _last! : _last!.Resize((int)Math.Round(_last.Width * FilmProbe.Fraction(_aspect)), _last.Height);
            square.Save(Path.Combine(_temporary, $"{_frames:D5}.png"));
            return;
        }

        try
        {
            _encoder.StandardInput.BaseStream.Write(_last!.Pixels);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Completes the film and gives it its name.</summary>
    /// <exception cref="OutputException">ffmpeg could not write it.</exception>
    public void Finish()
    {
        if (_encoder is not null)
        {
            CloseInput();
            _encoder.WaitForExit();
            if (_encoder.ExitCode != 0 || Ffmpeg.SaysItIsIncomplete(_errors!))
            {
                throw Failed(null);
            }
        }

        AtomicFile.Guard(_path, Place);
        TemporaryFiles.Remove(_temporary);
        _finished = true;
    }

    // under its own name
    private void Place()
    {
        if (_encoder is not null)
        {
            File.Move(_temporary, _path, overwrite: true);
        }
        else
        {
            if (Directory.Exists(_path))
            {
                Directory.Delete(_path); // empty: see Create
            }

            Directory.Move(_temporary, _path);
        }
    }

    /// <summary>Ends the encoder; an unfinished film is deleted.</summary>
    public void Dispose()
    {
        if (!_finished)
        {
            if (_encoder is { HasExited: false })
            {
                _encoder.Kill();
                _encoder.WaitForExit();
            }

            TemporaryFiles.Delete(_temporary);
        }

        _encoder?.Dispose();
    }

    private static FilmWriter Create(
        string path, int width, int height, string rate, int channels, string? aspect, FilmProbe? source, string? added = null)
    {
        var container = FilmContainer.FromPath(path);
        if (channels == 4 && container is { AlphaPixels: null })
        {
            throw new OutputException(
                $"The film is transparent in places, which a {Path.GetExtension(path)} file cannot hold: write it as .webm, .webp, .gif " +
                "or as frames.");
        }

        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            if (container is null)
            {
                RequireNew(path);
                TemporaryFiles.Create(temporary, () => Directory.CreateDirectory(temporary));
                var sound = source?.Sound.Select(track => $"sound ({track.Codec})") ?? (added is null ? [] : ["sound"]);
                var subtitles = source?.Subtitles.Select(track => $"subtitles ({track.Codec})") ?? [];
                return new(full, temporary, null, aspect, [.. sound, .. subtitles]);
            }

            TemporaryFiles.Create(temporary, () => File.Create(temporary)).Dispose(); // fails here if the folder is not writable
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(path, e);
        }

        string[] input =
        [
            "-loglevel", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", channels == 4 ? "rgba" : "rgb24",
            "-video_size", $"{width}x{height}", "-framerate", rate, "-i", "pipe:0",
        ];
        var (tracks, leftOut) = source is not null ? container.CopyTracks(source) : added is not null ? container.AddSound() : ([], []);
        string[] other = tracks.Count == 0 ? [] : [.. Ffmpeg.OnlyFiles, "-i", Ffmpeg.FileUrl(source?.Path ?? added!)];
        var filters = container.Filters(source?.Colours ?? FilmColours.Own, width, height, channels == 4, aspect);
        try
        {
            string[] encoding = [.. container.Encoding, .. channels == 4 ? container.AlphaEncoding : []];
            var encoder = Ffmpeg.Start(
                "ffmpeg", [
                    .. input, .. other, "-map", "0:v", .. tracks, "-vf", filters, .. encoding, "-f", container.Muxer,
                    Ffmpeg.FileUrl(temporary),
                ], feed: true);
            return new(full, temporary, encoder, aspect, leftOut);
        }
        catch (AtelierException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void RequireNew(string folder)
    {
        if ((Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) || File.Exists(folder))
        {
            throw new OutputException($"'{folder}' is there already; frames are written into a folder of their own.");
        }
    }

    private void CloseInput()
    {
        try
        {
            _encoder!.StandardInput.Close();
        }
        catch (IOException)
        {
            // it has exited already; its exit code tells why
        }
    }

    private Exception Failed(Exception? inner)
    {
        _encoder!.WaitForExit(2000);
        return AtomicFile.CannotWrite(_path, $"ffmpeg says: {Ffmpeg.Reason(_errors!)}", inner);
    }
}
