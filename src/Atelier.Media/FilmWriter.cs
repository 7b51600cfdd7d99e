using System.Diagnostics;
using Atelier.Core;

namespace Atelier.Media;

/// <summary>Writes a film picture by picture: .mp4, .webm, .gif and .webp through ffmpeg, or a folder of PNG frames. Until
/// <see cref="Finish"/> everything is under a temporary name; disposed before, it leaves nothing.</summary>
public sealed class FilmWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly Process? _encoder;
    private readonly Task<string>? _complaints;
    private byte[]? _last;
    private Picture? _lastPicture;
    private int _frames;
    private bool _finished;

    private FilmWriter(string path, string temporary, Process? encoder)
    {
        (_path, _temporary, _encoder) = (path, temporary, encoder);
        _complaints = encoder?.StandardError.ReadToEndAsync();
    }

    /// <summary>Begins a film.</summary>
    /// <param name="path">Its name tells the format; a name without an extension is a folder of frames.</param>
    /// <param name="width">Columns of every picture; even for .mp4 and .webm, as players want it.</param>
    /// <param name="height">Rows; even likewise.</param>
    /// <param name="rate">Pictures a second.</param>
    /// <exception cref="UserException">The format is unknown, ffmpeg is missing, or the place cannot be written to.</exception>
    public static FilmWriter Create(string path, int width, int height, int rate) => Create(path, width, height, $"{rate}", null);

    /// <summary>Begins a film with the sound of another.</summary>
    /// <param name="path">Its name tells the format.</param>
    /// <param name="width">Columns of every picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="rate">Pictures a second, as a number or a fraction.</param>
    /// <param name="soundOf">The film whose sound it gets, if that has any.</param>
    /// <exception cref="UserException">The format is unknown, ffmpeg is missing, or the place cannot be written to.</exception>
    public static FilmWriter Create(string path, int width, int height, string rate, string? soundOf)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}{extension}");
        string[]? encoding = extension switch
        {
            ".mp4" => ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
            ".mkv" or ".mov" => ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p"],
            ".webm" => ["-c:v", "libvpx-vp9", "-crf", "28", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "6", "-pix_fmt", "yuv420p"],
            ".gif" => ["-vf", "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:bayer_scale=4", "-loop", "0"],
            ".webp" => ["-c:v", "libwebp_anim", "-quality", "80", "-compression_level", "2", "-loop", "0"],
            "" => null,
            _ => throw new UserException($"Films are written as .mp4, .mkv, .mov, .webm, .gif, .webp, or as frames into a folder (a name without an extension); '{extension}' is none of them."),
        };
        try
        {
            Directory.CreateDirectory(folder);
            if (encoding is null)
            {
                if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any() || File.Exists(full))
                {
                    throw new UserException($"'{path}' is there already; frames are written into a folder of their own.");
                }

                Directory.CreateDirectory(temporary);
                return new(full, temporary, null);
            }

            string[] input = ["-loglevel", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", $"{width}x{height}", "-framerate", rate, "-i", "pipe:0"];
            string[] sound = soundOf is null ? [] : ["-i", soundOf, "-map", "0:v", "-map", "1:a?", "-c:a", extension == ".webm" ? "libopus" : "copy"];
            return new(full, temporary, Ffmpeg.Start("ffmpeg", [.. input, .. sound, .. encoding, temporary], feed: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot write to '{path}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>Adds a picture (RGB, of the film's size).</summary>
    public void Add(Picture picture)
    {
        (_last, _lastPicture) = (picture.Pixels, picture);
        Repeat();
    }

    /// <summary>Adds the last picture once more.</summary>
    public void Repeat()
    {
        _frames++;
        if (_encoder is null)
        {
            _lastPicture!.Save(Path.Combine(_temporary, $"{_frames:D5}.png"));
            return;
        }

        try
        {
            _encoder.StandardInput.BaseStream.Write(_last!);
        }
        catch (IOException e)
        {
            throw Failed(e);
        }
    }

    /// <summary>Completes the film; only now it has its name.</summary>
    public void Finish()
    {
        if (_encoder is not null)
        {
            _encoder.StandardInput.Close();
            _encoder.WaitForExit();
            if (_encoder.ExitCode != 0)
            {
                throw Failed(null);
            }

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

        _finished = true;
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

            if (Directory.Exists(_temporary))
            {
                Directory.Delete(_temporary, recursive: true);
            }
            else
            {
                File.Delete(_temporary);
            }
        }

        _encoder?.Dispose();
    }

    private UserException Failed(Exception? inner)
    {
        _encoder!.WaitForExit(2000);
        var said = _complaints!.Wait(2000) ? _complaints.Result.Trim().Split('\n')[^1] : "";
        return new($"ffmpeg could not write '{_path}': {said}.", inner);
    }
}
