using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Atelier.Torch;

namespace Atelier.Tests;

/// <summary>Makes small npm tarballs.</summary>
internal static class Tarball
{
    public static byte[] Make(params (string Name, string Text)[] files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest)))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"package/{name}")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }

        return bytes.ToArray();
    }
}
