using System.ComponentModel;
using System.Diagnostics;
using Atelier.Core;

namespace Atelier.Media;

/// <summary>Starts ffmpeg and ffprobe.</summary>
internal static class Ffmpeg
{
    /// <summary>Starts one of them, its standard output (or input) and errors in our hands.</summary>
    /// <exception cref="UserException">It is not installed.</exception>
    public static Process Start(string program, IEnumerable<string> arguments, bool feed = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = feed, RedirectStandardOutput = !feed, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UserException("Films need ffmpeg, which is not installed (Debian: apt install ffmpeg).", e);
        }
    }
}
