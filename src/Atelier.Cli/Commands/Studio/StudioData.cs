using System.CommandLine;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Cli.Commands.Studio;

/// <summary>Where a studio keeps what it has.</summary>
internal static class StudioData
{
    private const string PostgresVariable = "ATELIER_POSTGRES";

    private static string Default => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "atelier", "studio");

    /// <summary>The option of the folder.</summary>
    public static Option<string> FolderOption() => new("--data")
    {
        Description = "The folder of its database and files.", DefaultValueFactory = _ => Default, HelpName = "folder",
    };

    /// <summary>The option of the database server.</summary>
    public static Option<string?> PostgresOption() => new("--postgres")
    {
        Description = $"A connection string of PostgreSQL, for several studios on one queue; by default {PostgresVariable}, or SQLite.",
        HelpName = "connection",
    };

    /// <summary>The folder, which can be written.</summary>
    /// <exception cref="OutputException">It cannot.</exception>
    public static string Folder(ParseResult parse, Option<string> option)
    {
        var folder = Path.GetFullPath(parse.GetValue(option)!);
        AtomicFile.RequireWritable(Path.Combine(folder, "studio.db"));
        return folder;
    }

    /// <summary>The connection string, or null for SQLite.</summary>
    public static string? Postgres(ParseResult parse, Option<string?> option) => parse.GetValue(option)
        ?? (Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } chosen ? chosen : null);
}
