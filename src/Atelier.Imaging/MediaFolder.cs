using Atelier.Core;

namespace Atelier.Imaging;

/// <summary>The one listing of the pictures and films in a folder. Hidden files and folders, such as <c>.ipynb_checkpoints</c>, do not
/// count.</summary>
public static class MediaFolder
{
    /// <summary>Paths of the files whose names are those of pictures or films that can be read, in ordinal order.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="use">Whether pictures, films or both are wanted.</param>
    /// <param name="pattern">What the names have to be like, with * and ?.</param>
    /// <param name="below">Whether folders inside count too. Links to folders are followed, but never to one that they lie in.</param>
    /// <exception cref="ImageFormatException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> List(string folder, MediaUse use, string pattern = "*", bool below = false)
    {
        try
        {
            return [.. Walk(new(folder), pattern, below, []).Where(file => MediaKinds.IsRead(file, use)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFormatException($"Cannot list the folder '{folder}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern, bool below, IEnumerable<string> above)
    {
        var real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        if (above.Contains(real))
        {
            return [];
        }

        string PathOf(FileSystemInfo entry) => Path.Combine(folder.ToString(), entry.Name);
        var here = folder.EnumerateFiles(pattern).Where(IsVisible).Select(PathOf);
        var inside = below ? folder.EnumerateDirectories().Where(IsVisible) : [];
        return here.Concat(inside.SelectMany(next => Walk(new(PathOf(next)), pattern, below, above.Append(real))));
    }

    private static bool IsVisible(FileSystemInfo entry) => !entry.Attributes.HasFlag(FileAttributes.Hidden) && !entry.Name.StartsWith('.');
}
