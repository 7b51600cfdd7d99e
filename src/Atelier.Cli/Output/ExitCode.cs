using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Cli.Output;

/// <summary>Turns errors that a user can mend into a sentence on standard error and an exit code.</summary>
internal static class ExitCode
{
    /// <summary>Whether a user can mend an error.</summary>
    public static bool IsKnown(Exception? error) => error is AtelierException or DiskFullException;

    /// <summary>Says what is wrong.</summary>
    /// <param name="error">An error that a user can mend.</param>
    /// <param name="where">Words before the sentence, or none.</param>
    /// <returns>The exit code: 2 for a user error, 1 for a full disk.</returns>
    public static int Report(Exception error, string where = "")
    {
        Console.Error.WriteLine(Visible.Escape(where + (error is AtelierException known ? Remedy.Describe(known) : error.Message)));
        return error is AtelierException ? 2 : 1;
    }
}
