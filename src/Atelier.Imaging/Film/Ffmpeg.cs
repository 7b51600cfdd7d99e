using System.ComponentModel;
using System.Diagnostics;
using Atelier.Core;

namespace Atelier.Imaging.Film;

/// <summary>Starts ffmpeg and ffprobe.</summary>
internal static class Ffmpeg
{
    /// <summary>Options before an input: it may lead to nothing but files, whatever a playlist says.</summary>
    public static readonly string[] OnlyFiles = ["-protocol_whitelist", "file,pipe"];

    /// <summary>A path as ffmpeg takes it literally: neither a colon nor a leading dash means anything in it.</summary>
    public static string Name(string path) => $"file:{path}";

    /// <summary>Starts one of them, its standard output (or input) and errors in our hands.</summary>
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

    /// <summary>What it complained of, on one line.</summary>
    public static string Reason(Task<string> complaints)
    {
        var said = complaints.Wait(2000) ? complaints.Result : "";
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = string.Join("; ", lines.Distinct()).TrimEnd('.');
        return line.Length > 300 ? line[..300] + "…" : line.Length > 0 ? line : "it did not say why";
    }
}
