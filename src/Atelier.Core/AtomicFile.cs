namespace Atelier.Core;

/// <summary>
/// Writes a file so that nobody ever sees half of it: to a temporary name in the same folder first, then renamed.
/// Whatever happens on the way, the old file stays as it was.
/// </summary>
public static class AtomicFile
{
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

    /// <summary>Lets <paramref name="write"/> make a file under a temporary name that becomes <paramref name="path"/> when it returns: for libraries that
    /// write files themselves.</summary>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    public static void WriteNamed(string path, Action<string> write)
    {
        var (target, temporary) = Begin(path);
        try
        {
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

    /// <summary>Checks that a file can be written at <paramref name="path"/>; nothing of the trial remains but missing folders, which are made.</summary>
    /// <exception cref="UserException">The place cannot be written to.</exception>
    public static void RequireWritable(string path)
    {
        var (_, temporary) = Begin(path);
        try
        {
            File.Create(temporary, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Deletes what writers that were killed have left in a folder and below; nobody may be writing there.</summary>
    public static void DiscardUnfinished(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp", SearchOption.AllDirectories).Where(file => Guid.TryParseExact(file.Split('.')[^2], "N", out _)))
        {
            File.Delete(file);
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
        return (target, Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp"));
    }

    private static void Discard(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }

    private static UserException CannotWrite(string path, Exception reason) =>
        new($"Cannot write '{path}': {reason.Message.TrimEnd('.')}; choose a folder that exists and can be written to.", reason);
}
