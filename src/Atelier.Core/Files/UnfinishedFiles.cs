using System.Collections.Concurrent;

namespace Atelier.Core.Files;

/// <summary>The files and folders under temporary names that this process is still writing. A process
/// that must end at once throws them away.</summary>
public static class UnfinishedFiles
{
    private static readonly ConcurrentDictionary<string, bool> s_paths = new();

    /// <summary>Notes a temporary file or folder.</summary>
    public static void Add(string path) => s_paths[path] = true;

    /// <summary>Forgets one that has its name now, or is gone.</summary>
    public static void Remove(string path) => s_paths.TryRemove(path, out _);

    /// <summary>Deletes all of them, as far as they can be: the last thing a process does.</summary>
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
                // there is nobody left to tell
            }
        }
    }
}
