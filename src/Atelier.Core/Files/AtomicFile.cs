using System.Globalization;

namespace Atelier.Core.Files;

/// <summary> Writes a file so that nobody ever sees half of it: to a temporary name in the same folder first, then renamed. Whatever
/// happens on the way, the old file stays as it was. </summary>
public static class AtomicFile
{
    private const int MostNameBytes = 200;

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>; missing folders are made.</summary>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Lets <paramref name="write"/> fill a stream that becomes the file at <paramref name="path"/> when it returns.</summary>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var (target, temporary) = Begin(path);
        try
        {
            UnfinishedFiles.Add(temporary);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>Lets <paramref name="write"/> make a file under a temporary name that becomes <paramref name="path"/> when it returns: for
    /// libraries that write files themselves.</summary>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    public static void WriteNamed(string path, Action<string> write)
    {
        var (target, temporary) = Begin(path);
        try
        {
            UnfinishedFiles.Add(temporary);
            File.Create(temporary).Dispose(); // a place that cannot be written to is told here
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        finally
        {
            Discard(temporary);
        }
    }

    /// <summary>Checks that a file can be written at <paramref name="path"/>; nothing of the trial remains.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">How large it will be, at least.</param>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    /// <exception cref="DiskFullException">The disk has not so much room.</exception>
    public static void RequireWritable(string path, long bytes = 0)
    {
        var missing = MissingFolders(Path.GetFullPath(path));
        var (target, temporary) = Begin(path);
        try
        {
            File.Create(temporary, 1, FileOptions.DeleteOnClose).Dispose();
            var free = new DriveInfo(Path.GetDirectoryName(target)!).AvailableFreeSpace;
            if (free < bytes)
            {
                throw new DiskFullException(
                    $"'{path}' needs {Megabytes(bytes)} MB of room, and the disk has {Megabytes(free)} MB: free some, or choose another " +
                    "place.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        finally
        {
            Remove(missing);
        }
    }

    /// <summary>Files in a folder and below, hidden ones too. Links to folders are not followed: they may lead back up.</summary>
    public static EnumerationOptions Below =>
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Deletes what writers that were killed have left in a folder and below; nobody may be writing there.</summary>
    public static void DiscardUnfinished(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp", Below)
            .Where(file => Guid.TryParseExact(file.Split('.')[^2], "N", out _)))
        {
            File.Delete(file);
        }
    }

    // the innermost first
    private static List<string> MissingFolders(string file)
    {
        var missing = new List<string>();
        for (var folder = Path.GetDirectoryName(file); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            missing.Add(folder);
        }

        return missing;
    }

    private static void Remove(IEnumerable<string> folders)
    {
        try
        {
            foreach (var folder in folders.Where(Directory.Exists))
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // another process has put something there meanwhile
        }
    }

    private static (string Target, string Temporary) Begin(string path)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target);
        if (folder is null || Directory.Exists(target))
        {
            throw new UserException($"Cannot write '{path}': it is a folder, a file name is needed.");
        }
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        return (target, Path.Combine(folder, Temporary(target)));
    }

    // long names are cut so that the temporary one is not too long for the file system
    private static string Temporary(string target)
    {
        var name = Path.GetFileName(target);
        return $".{(System.Text.Encoding.UTF8.GetByteCount(name) > MostNameBytes ? "long" : name)}.{Guid.NewGuid():N}.tmp";
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Discard(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }

        UnfinishedFiles.Remove(temporary);
    }

    /// <summary>What to tell of a place that cannot be written to: an <see cref="DiskFullException"/> where the disk is full, else a
    /// <see cref="UserException"/>.</summary>
    internal static Exception CannotWrite(string path, Exception reason) => IsFull(reason)
        ? new DiskFullException($"Cannot write '{path}': the disk is full; free some room, or choose another place.", reason)
        : new UserException($"Cannot write '{path}': {Plain(reason)}; choose a folder that exists and can be written to.", reason);

    private static bool IsFull(Exception e) => e is IOException && (OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 39 or 112 // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        : e.HResult is 28 or 69 or 122);    // ENOSPC; EDQUOT of macOS, of Linux

    // .NET quotes the temporary name
    private static string Plain(Exception e) => e switch
    {
        UnauthorizedAccessException => "access is denied",
        PathTooLongException => "the name is too long",
        DirectoryNotFoundException or FileNotFoundException => "no file can be made there",
        _ => e.Message.Split(" : '")[0].TrimEnd('.'),
    };
}
