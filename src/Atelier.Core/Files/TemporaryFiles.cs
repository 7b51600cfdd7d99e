namespace Atelier.Core.Files;

/// <summary>The temporary files and folders that this process is still writing, to be deleted when it must end at once. The
/// list is the process's only one, as is its end.</summary>
public static class TemporaryFiles
{
    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_paths = [];

    /// <summary>Creates a temporary file or folder, unless the process is ending.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="create">Creates it. If that fails, nothing remains of it.</param>
    /// <returns>What <paramref name="create"/> returned.</returns>
    public static T Create<T>(string path, Func<T> create)
    {
        lock (s_lock)
        {
            var created = create();
            _ = s_paths.Add(path);
            return created;
        }
    }

    /// <summary>Removes one that was renamed or deleted.</summary>
    public static void Remove(string path)
    {
        lock (s_lock)
        {
            _ = s_paths.Remove(path);
        }
    }

    /// <summary>Deletes one, if it is still there.</summary>
    public static void Delete(string path)
    {
        DeletePath(path);
        Remove(path);
    }

    /// <summary>Deletes all of them, as far as possible, and ends the process: no other is created between.</summary>
    /// <param name="end">Ends the process.</param>
    public static void Discard(Action end)
    {
        lock (s_lock)
        {
            foreach (var path in s_paths)
            {
                TryDelete(path);
            }

            end();
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            DeletePath(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the process is about to end
        }
    }

    private static void DeletePath(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
