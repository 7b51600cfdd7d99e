using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Cli.Output;

/// <summary>Errors that a user can mend: a sentence on standard error, and an exit code.</summary>
internal static class Failure
{
    /// <summary>Whether an error is of this kind.</summary>
    public static bool Is(Exception? error) => error is AtelierException or DiskFullException;

    /// <summary>Says what is wrong.</summary>
    /// <param name="error">An error of this kind.</param>
    /// <param name="where">Words before the sentence, or none.</param>
    /// <returns>The exit code: 2 for a user error, 1 for a full disk.</returns>
    public static int Tell(Exception error, string where = "")
    {
        Console.Error.WriteLine(Visible.Of(where + (error is AtelierException known ? Remedy.Describe(known) : error.Message)));
        return error is AtelierException ? 2 : 1;
    }
}
