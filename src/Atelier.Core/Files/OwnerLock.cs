using System.Globalization;

namespace Atelier.Core.Files;

/// <summary>A lock between processes by a file. The system releases it when the process ends, however it ends; a second process
/// learns who holds it.</summary>
public sealed class OwnerLock : IDisposable
{
    private readonly FileStream _held;

    private OwnerLock(FileStream held) => _held = held;

    /// <summary>Locks a folder, which is made if it is missing.</summary>
    /// <exception cref="OutputException">Another process holds it, or the place cannot be written to.</exception>
    public static OwnerLock AcquireFolder(string folder) => Acquire(Path.Combine(folder, ".lock"), folder);

    /// <summary>Acquires a lock.</summary>
    /// <param name="file">The lock file, which exists while the lock is held.</param>
    /// <param name="what">What it protects, for the message.</param>
    /// <exception cref="OutputException">Another process holds it, or the place cannot be written to.</exception>
    public static OwnerLock Acquire(string file, string what)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (Exception e) when (AtomicFile.IsOfFiles(e))
        {
            throw AtomicFile.CannotWrite(what, e);
        }

        FileStream held;
        try
        {
            held = TemporaryFiles.Create(
                file,
                () => new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException) when (File.Exists(file) && !Directory.Exists(file))
        {
            throw new OutputException($"{what} is in use by {ReadOwner(file)}: wait until that has ended, or stop it.");
        }
        catch (Exception e) when (AtomicFile.IsOfFiles(e))
        {
            throw AtomicFile.CannotWrite(what, e);
        }

        try
        {
            using var owner = TemporaryFiles.Create(OwnerFile(file), () => File.CreateText(OwnerFile(file)));
            owner.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} of {Environment.MachineName}, begun {DateTime.Now:yyyy-MM-dd HH:mm:ss}"));
        }
        catch (Exception e) when (AtomicFile.IsOfFiles(e))
        {
            new OwnerLock(held).Dispose(); // what was written of the owner goes too
            throw AtomicFile.CannotWrite(what, e);
        }

        return new(held);
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        File.Delete(OwnerFile(_held.Name));
        _held.Dispose();
        TemporaryFiles.Remove(OwnerFile(_held.Name));
        TemporaryFiles.Remove(_held.Name);
    }

    private static string OwnerFile(string file) => file + ".owner";

    private static string ReadOwner(string file)
    {
        try
        {
            return File.ReadAllText(OwnerFile(file)) is { Length: > 0 } text ? text : "another process";
        }
        catch (IOException) // it has only just been acquired or released
        {
            return "another process";
        }
    }
}
