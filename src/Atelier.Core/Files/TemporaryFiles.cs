using System.Collections.Concurrent;

namespace Atelier.Core.Files;

/// <summary>The temporary files and folders that this process is still writing, to be deleted when it must end at once. The
/// list is the process's only one, as is its end.</summary>
public static class TemporaryFiles
{
    private static readonly ConcurrentDictionary<string, bool> s_paths = new();

    /// <summary>Registers a temporary file or folder.</summary>
    public static void Add(string path) => s_paths[path] = true;

    /// <summary>Removes one that was renamed or deleted.</summary>
    public static void Remove(string path) => s_paths.TryRemove(path, out _);

    /// <summary>Deletes all of them, as far as possible: the last thing a process does.</summary>
    public static void Discard()
    {
        foreach (var path in s_paths.Keys)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }
                else
                {
                    File.Delete(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // the process is about to end
            }
        }
    }
}
