using System.Globalization;

namespace Atelier.Core.Files;

/// <summary>Writes files atomically: under a temporary name in the same folder, then renamed. Readers never see half a file, and on an
/// error the old file stays.</summary>
public static class AtomicFile
{
    private const int MaxNameBytes = 200; // of a temporary name's beginning
    private const int LongestName = 255;  // of a file or folder, in bytes, in all common file systems
    private const int LongestPath = 4095; // in bytes, of Linux
    private const string TooLarge = "File too large"; // EFBIG in words
    private const string SizeReason = "a file of its size cannot be made there";
    private static readonly string[] s_full = ["No space left on device", "Disk quota exceeded", "There is not enough space on the disk"];

    /// <summary>Writes <paramref name="bytes"/> to <paramref name="path"/>; missing folders are created.</summary>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Lets <paramref name="write"/> fill a stream that becomes the file at <paramref name="path"/> when it returns.</summary>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var (target, temporary) = Begin(path);
        try
        {
            using (var stream = TemporaryFiles.Create(
                temporary, () => new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw CannotWrite(path, e);
        }
        finally
        {
            TemporaryFiles.Delete(temporary);
        }
    }

    /// <summary>Lets <paramref name="write"/> create a file under a temporary name, which is renamed to <paramref name="path"/> when it
    /// returns: for libraries that take a file name.</summary>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    public static void WriteNamed(string path, Action<string> write)
    {
        var (target, temporary) = Begin(path);
        try
        {
            TemporaryFiles.Create(temporary, () => File.Create(temporary)).Dispose(); // fails here if the folder is not writable
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw CannotWrite(path, e);
        }
        finally
        {
            TemporaryFiles.Delete(temporary);
        }
    }

    /// <summary>Runs a step of writing a file that is not written at once.</summary>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    /// <exception cref="DiskFullException">The disk is full.</exception>
    public static T Guard<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw CannotWrite(path, e);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string path, Action write) => Guard(path, () =>
    {
        write();
        return 0;
    });

    /// <summary>Checks that a file can be written at <paramref name="path"/>. Nothing of the trial remains, and missing folders are not
    /// even created for it: another process may be about to write into them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">The least size it will have.</param>
    /// <exception cref="OutputException">The place cannot be written to.</exception>
    /// <exception cref="DiskFullException">The disk has too little space.</exception>
    public static void RequireWritable(string path, long bytes = 0)
    {
        var target = Target(path);
        try
        {
            var folder = NearestFolder(target);
            File.Create(Path.Combine(folder, Temporary(target)), 1, FileOptions.DeleteOnClose).Dispose();
            var free = new DriveInfo(folder).AvailableFreeSpace;
            if (free < bytes)
            {
                throw new DiskFullException(
                    $"'{path}' needs {Megabytes(bytes)} MB of room, and the disk has {Megabytes(free)} MB: free some, or choose another " +
                    "place.");
            }
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Enumerates a folder recursively, with hidden files. Links to folders are not followed, since they may form
    /// cycles.</summary>
    public static EnumerationOptions Recursive =>
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Deletes the temporary files of killed writers in a folder and below; nobody may be writing there.</summary>
    public static void DiscardUnfinished(string folder)
    {
        var temporary = Directory.EnumerateFiles(folder, ".*.tmp", Recursive)
            .Where(file => Guid.TryParseExact(file.Split('.')[^2], "N", out _));
        foreach (var file in temporary)
        {
            File.Delete(file);
        }
    }

    // the innermost folder of a file's that exists, if those below it can be created
    private static string NearestFolder(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
            {
                throw new IOException($"Cannot create '{folder}' because a file or directory with the same name already exists.");
            }

            RequireShort(folder);
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException();
        }

        return folder;
    }

    private static string Target(string path)
    {
        var target = Path.GetFullPath(path);
        try
        {
            RequireShort(target);
        }
        catch (PathTooLongException e)
        {
            throw CannotWrite(path, e);
        }

        return Path.GetDirectoryName(target) is null || Directory.Exists(target)
            ? throw new OutputException($"Cannot write '{path}': it is a folder, a file name is needed.")
            : SpecialFile.IsAt(target)
            ? throw new OutputException($"Cannot write '{path}': it is a device, a pipe or a socket; a file is needed.")
            : target;
    }

    private static void RequireShort(string path)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(Path.GetFileName(path)) > LongestName
            || System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new PathTooLongException();
        }
    }

    private static (string Target, string Temporary) Begin(string path)
    {
        var target = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            throw CannotWrite(path, e);
        }
        return (target, Path.Combine(folder, Temporary(target)));
    }

    // long names are shortened to fit the file system's limit
    private static string Temporary(string target)
    {
        var name = Path.GetFileName(target);
        return $".{(System.Text.Encoding.UTF8.GetByteCount(name) > MaxNameBytes ? "long" : name)}.{Guid.NewGuid():N}.tmp";
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>The error for a path that cannot be written to: a <see cref="DiskFullException"/> where the disk is full, else an
    /// <see cref="OutputException"/>.</summary>
    public static Exception CannotWrite(string path, Exception reason) => IsFull(reason)
        ? new DiskFullException(FullDisk(path), reason)
        : new OutputException($"Cannot write '{path}': {Plain(reason)}; choose a folder that exists and can be written to.", reason);

    /// <summary>As <see cref="CannotWrite(string,Exception)"/>, for programs and libraries that tell in words what went wrong.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What they say, without a full stop.</param>
    /// <param name="inner">Their error.</param>
    public static Exception CannotWrite(string path, string reason, Exception? inner = null) => s_full.Any(reason.Contains)
        ? new DiskFullException(FullDisk(path), inner)
        : new OutputException(
            $"Cannot write '{path}': {(reason.Contains(TooLarge, StringComparison.Ordinal) ? SizeReason : reason)}.", inner);

    private static string FullDisk(string path) => $"Cannot write '{path}': the disk is full; free some room, or choose another place.";

    /// <summary>Whether an error is one of the file system's.</summary>
    internal static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException || IsTooLarge(e);

    // what .NET makes of EFBIG: the file system, or a limit of the process, takes no file of this size
    private static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" };

    private static bool IsFull(Exception e) => e is IOException && (OperatingSystem.IsWindows()
        ? (e.HResult & 0xFFFF) is 39 or 112 // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        : e.HResult is 28 or 69 or 122);    // ENOSPC; EDQUOT of macOS, of Linux

    // without the temporary name that .NET quotes
    private static string Plain(Exception e) => e switch
    {
        UnauthorizedAccessException => "access is denied",
        ArgumentOutOfRangeException => SizeReason,
        PathTooLongException => "the name is too long",
        DirectoryNotFoundException or FileNotFoundException => "no file can be made there",
        _ => e.Message.Split(" : '")[0].TrimEnd('.'),
    };
}
