using System.ComponentModel;
using System.Diagnostics;
using Atelier.Core;

namespace Atelier.Imaging.Film;

/// <summary>Starts ffmpeg and ffprobe.</summary>
internal static class Ffmpeg
{
    /// <summary>Options before an input: playlists may refer to files only.</summary>
    public static readonly string[] OnlyFiles = ["-protocol_whitelist", "file,pipe"];

    private static readonly Lock s_trying = new();
    private static bool s_isThere;

    /// <summary>Requires that ffmpeg is installed.</summary>
    /// <exception cref="NativeLibraryException">It is not.</exception>
    public static void Require()
    {
        lock (s_trying)
        {
            if (!s_isThere)
            {
                using var encoder = Start("ffmpeg", ["-version"]);
                encoder.StandardOutput.ReadToEnd();
                encoder.WaitForExit();
                s_isThere = true;
            }
        }
    }

    /// <summary>A path as a URL, in which ffmpeg interprets neither colons nor a leading dash.</summary>
    public static string FileUrl(string path) => $"file:{path}";

    /// <summary>Starts one of them with redirected standard output (or input) and error.</summary>
    /// <exception cref="NativeLibraryException">It is not installed.</exception>
    public static Process Start(string program, IEnumerable<string> arguments, bool feed = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = feed, RedirectStandardOutput = !feed, RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new NativeLibraryException("Films need ffmpeg, which is not installed (Debian: apt install ffmpeg).", e);
        }
    }

    /// <summary>Whether its error output tells of a file that it could not complete: before version 6 it exits with 0 then.</summary>
    public static bool SaysItIsIncomplete(Task<string> errors) =>
        Reason(errors) is var text && (text.Contains("Error writing", StringComparison.Ordinal)
            || text.Contains("Error closing", StringComparison.Ordinal)
            || text.Contains("av_interleaved_write_frame", StringComparison.Ordinal));

    /// <summary>Its error output, on one line.</summary>
    public static string Reason(Task<string> errors)
    {
        var text = errors.Wait(2000) ? errors.Result : "";
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = string.Join("; ", lines.Distinct()).TrimEnd('.');
        return line.Length > 300 ? line[..300] + "…" : line.Length > 0 ? line : "it did not say why";
    }
}
