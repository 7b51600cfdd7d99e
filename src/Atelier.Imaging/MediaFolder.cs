using Atelier.Core;

namespace Atelier.Imaging;

/// <summary>Lists the pictures and films in a folder, without hidden files and folders such as
/// <c>.ipynb_checkpoints</c>.</summary>
public static class MediaFolder
{
    /// <summary>Paths of the files whose names are those of pictures or films that can be read, in ordinal order.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="use">Whether to list pictures, films or both.</param>
    /// <param name="pattern">A pattern for the names, with * and ?.</param>
    /// <param name="recursive">Whether to descend into folders; links are followed, except to a parent of theirs.</param>
    /// <exception cref="ImageFormatException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> List(string folder, MediaUse use, string pattern = "*", bool recursive = false)
    {
        try
        {
            return [.. Walk(new(folder), pattern, recursive, []).Where(file => MediaKinds.IsRead(file, use)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFormatException($"Cannot list the folder '{folder}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern, bool recursive, IEnumerable<string> above)
    {
        var real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        if (above.Contains(real))
        {
            return [];
        }

        string PathOf(FileSystemInfo entry) => Path.Combine(folder.ToString(), entry.Name);
        var here = folder.EnumerateFiles(pattern).Where(IsVisible).Select(PathOf);
        var inside = recursive ? folder.EnumerateDirectories().Where(IsVisible) : [];
        return here.Concat(inside.SelectMany(next => Walk(new(PathOf(next)), pattern, recursive, above.Append(real))));
    }

    private static bool IsVisible(FileSystemInfo entry) => !entry.Attributes.HasFlag(FileAttributes.Hidden) && !entry.Name.StartsWith('.');
}
