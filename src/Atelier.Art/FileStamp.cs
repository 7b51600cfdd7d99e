using System.Globalization;

namespace Atelier.Art;

/// <summary>Tells by sizes and times whether files are still the same.</summary>
internal static class FileStamp
{
    /// <summary>The path, size and time of a file and of those beside it: a network's configuration and vocabulary lie there. Of a folder,
    /// those of all files in it.</summary>
    public static string Of(string path)
    {
        var isFolder = Directory.Exists(path);
        var folder = new DirectoryInfo(isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!);
        var files = folder.EnumerateFiles("*", isFolder ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
        return string.Join('\n', files.Order(StringComparer.Ordinal).Prepend(path));
    }
}
