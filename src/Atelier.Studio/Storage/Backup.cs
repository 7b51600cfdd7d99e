using Atelier.Core;
using Atelier.Core.Files;
using Microsoft.Data.Sqlite;

namespace Atelier.Studio.Storage;

/// <summary>Copies what a studio keeps, also while it runs.</summary>
public static class Backup
{
    /// <summary>Copies the database, then the files that it names. What an earlier backup in the same folder has is not copied again.
    /// </summary>
    /// <param name="folder">The studio's data folder.</param>
    /// <param name="target">The folder of the backup; a studio started with it as its data folder goes on from there.</param>
    /// <param name="withDatabase">False where the database is a PostgreSQL server, which <c>pg_dump</c> copies.</param>
    /// <param name="copied">Told after each file how many of how many are there.</param>
    /// <param name="cancel">Cancels; what has been copied is whole.</param>
    /// <returns>Files copied now, and their bytes.</returns>
    /// <exception cref="OptionException">There is no studio in the folder, or the target lies in it.</exception>
    /// <exception cref="OutputException">The target cannot be written to.</exception>
    public static async Task<(int Files, long Bytes)> CopyAsync(
        string folder, string target, bool withDatabase, Action<int, int>? copied = null, CancellationToken cancel = default)
    {
        (folder, target) = (Path.GetFullPath(folder), Path.GetFullPath(target));
        var database = Path.Combine(folder, "studio.db");
        if (withDatabase && !File.Exists(database))
        {
            throw new OptionException($"There is no studio in '{folder}': --data names its folder.");
        }

        if ($"{target}/".StartsWith($"{folder}/", StringComparison.Ordinal))
        {
            throw new OptionException($"'{target}' lies in the studio's own folder: a backup needs another one.");
        }

        try
        {
            Directory.CreateDirectory(target);
            if (withDatabase)
            {
                await CopyDatabaseAsync(database, Path.Combine(target, "studio.db"), cancel);
            }

            return CopyBlobs(Path.Combine(folder, "blobs"), Path.Combine(target, "blobs"), copied, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new OutputException($"The backup in '{target}' cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }

    // one consistent state, whatever is written meanwhile; the old copy is replaced when the new one is complete
    private static async Task CopyDatabaseAsync(string source, string target, CancellationToken cancel)
    {
        var next = target + ".next";
        File.Delete(next);
        var settings = new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        await using (var connection = new SqliteConnection(settings.ToString()))
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "vacuum into $next";
            command.Parameters.AddWithValue("$next", next);
            await command.ExecuteNonQueryAsync(cancel);
        }

        File.Move(next, target, overwrite: true);
    }

    private static (int Files, long Bytes) CopyBlobs(string source, string target, Action<int, int>? copied, CancellationToken cancel)
    {
        if (!Directory.Exists(source))
        {
            return (0, 0);
        }

        var blobs = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => file[(source.Length + 1)..].All(c => c == '/' || char.IsAsciiHexDigitLower(c))).ToList();
        var (files, bytes) = (0, 0L);
        foreach (var (index, blob) in blobs.Index())
        {
            cancel.ThrowIfCancellationRequested();
            var copy = Path.Combine(target, Path.GetRelativePath(source, blob));
            if (!File.Exists(copy) && Open(blob) is { } content)
            {
                using (content)
                {
                    AtomicFile.Write(copy, content.CopyTo);
                    (files, bytes) = (files + 1, bytes + content.Length);
                }
            }

            copied?.Invoke(index + 1, blobs.Count);
        }

        return (files, bytes);
    }

    // null if its picture was deleted meanwhile
    private static FileStream? Open(string blob)
    {
        try
        {
            return File.OpenRead(blob);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
