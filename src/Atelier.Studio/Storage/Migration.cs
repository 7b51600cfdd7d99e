using Atelier.Core;
using Atelier.Studio.Gallery;

namespace Atelier.Studio.Storage;

/// <summary>Brings a database's schema up to date: scripts run in the order of their numbers, each once, all in one transaction.</summary>
internal static class Migration
{
    private const string Folder = "Atelier.Studio.Storage.Schema.";
    private const int WithWords = 6; // since when a picture is found by the words of those that it was made from

    /// <summary>The number of the newest script.</summary>
    public static int Newest { get; } = Scripts().Max(Number);

    /// <exception cref="OutputException">A newer program has written the database.</exception>
    public static Task RunAsync(Database database) => database.WriteAsync(async session =>
    {
        await session.RunAsync("create table if not exists schema_version (number integer not null)");
        var current = await session.FirstAsync<int?>("select max(number) from schema_version") ?? 0;
        if (current > Newest)
        {
            throw new OutputException(
                $"The studio's database has schema {current}, and this program knows {Newest}: a newer Atelier wrote it and is needed.");
        }

        foreach (var script in Scripts().Where(script => Number(script) > current && IsFor(script, database)).Order(StringComparer.Ordinal))
        {
            await session.RunAsync(Read(script));
        }

        if (current is > 0 and < WithWords)
        {
            await PictureRegister.RenewAsync(session);
        }

        if (current < Newest)
        {
            await session.RunAsync("insert into schema_version (number) values (@Newest)", new { Newest });
        }
    });

    // 001-jobs.sql, then 001-jobs.sqlite.sql
    private static IEnumerable<string> Scripts() =>
        typeof(Migration).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));

    private static int Number(string script) => int.Parse(script.AsSpan(Folder.Length, 3));

    private static bool IsFor(string script, Database database) =>
        script[Folder.Length..].Split('.') is var parts && (parts.Length == 2 || parts[1] == database.Dialect);

    private static string Read(string script)
    {
        using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
