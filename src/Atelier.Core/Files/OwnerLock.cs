using System.Globalization;

namespace Atelier.Core.Files;

/// <summary>A lock that one process at a time holds, through a file; it is free again when that process ends, however it ends.
/// Whoever comes second is told who holds it.</summary>
public sealed class OwnerLock : IDisposable
{
    private readonly FileStream _held;

    private OwnerLock(FileStream held) => _held = held;

    /// <summary>Locks a folder, which is made if it is missing.</summary>
    /// <exception cref="UserException">Another process holds it, or the place cannot be written to.</exception>
    public static OwnerLock TakeFolder(string folder) => Take(Path.Combine(folder, ".lock"), folder);

    /// <summary>Takes a lock.</summary>
    /// <param name="file">The file it is, while it is held.</param>
    /// <param name="what">What it is a lock of, for the message.</param>
    /// <exception cref="UserException">Another process holds it, or the place cannot be written to.</exception>
    public static OwnerLock Take(string file, string what)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(what, e);
        }

        FileStream held;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(file) && !Directory.Exists(file))
        {
            throw new UserException($"{what} is in use by {OwnerOf(file)}: wait until that has ended, or stop it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.CannotWrite(what, e);
        }

        UnfinishedFiles.Add(file);
        UnfinishedFiles.Add(Owner(file));
        try
        {
            File.WriteAllText(Owner(file), string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} of {Environment.MachineName}, begun {DateTime.Now:yyyy-MM-dd HH:mm:ss}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw AtomicFile.CannotWrite(what, e);
        }

        return new(held);
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        File.Delete(Owner(_held.Name));
        _held.Dispose();
        UnfinishedFiles.Remove(Owner(_held.Name));
        UnfinishedFiles.Remove(_held.Name);
    }

    private static string Owner(string file) => file + ".owner";

    private static string OwnerOf(string file)
    {
        try
        {
            return File.ReadAllText(Owner(file)) is { Length: > 0 } text ? text : "another process";
        }
        catch (IOException) // it has just begun, or just ended
        {
            return "another process";
        }
    }
}
