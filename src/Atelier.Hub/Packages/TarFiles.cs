using System.Formats.Tar;

namespace Atelier.Hub.Packages;

/// <summary>Reads tar archives; nothing is unpacked to disk.</summary>
internal static class TarFiles
{
    /// <summary>The wanted files of an archive, by the name that <paramref name="nameOf"/> gives them.</summary>
    /// <param name="archive">Uncompressed.</param>
    /// <param name="nameOf">The name of a path inside, or null for what is not wanted.</param>
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
