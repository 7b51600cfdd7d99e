using System.Formats.Tar;

namespace Atelier.Hub.Packages;

/// <summary>Reads tar archives in memory.</summary>
internal static class TarFiles
{
    /// <summary>The selected files of an archive by name.</summary>
    /// <param name="archive">Uncompressed.</param>
    /// <param name="nameOf">Maps a path to a name, or to null to skip the file.</param>
    public static Dictionary<string, byte[]> Read(Stream archive, Func<string, string?> nameOf)
    {
        var files = new Dictionary<string, byte[]>();
        using var tar = new TarReader(archive, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } stream && nameOf(entry.Name) is { } name)
            {
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                files[name] = bytes;
            }
        }

        return files;
    }
}
