using System.Diagnostics;

namespace Atelier.Tests;

/// <summary>Starts programs as a terminal does. Where tests run in the background of a script (<c>./test &amp;</c>), the shell has them
/// ignore SIGINT, and their children inherit that; a program that should be interrupted needs the signal's default back.</summary>
internal static class Foreground
{
    /// <summary>How to start a program, with its output redirected.</summary>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments) =>
        new("/usr/bin/env", ["--default-signal=INT", program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
}
