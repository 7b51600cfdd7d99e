using System.IO.Compression;
using Atelier.Core;
using Atelier.Core.Files;

namespace Atelier.Art.Imagine.Starts.Words;

/// <summary>Gzipped files.</summary>
internal static class CompressedFile
{
    /// <summary>Writes one, the same bytes for the same content.</summary>
    public static void Write(string path, Action<Stream> write) => AtomicFile.Write(path, stream =>
    {
        using var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        write(gzip);
    });

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        InputFile.Require(path, "a compressed file", (message, inner) => new ModelFileException(message, inner));
        try
        {
            using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            return read(gzip);
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} is damaged ({e.Message.TrimEnd('.')}): take it from the release again.", e);
        }
    }
}
