using System.Security.Cryptography;
using Atelier.Core.Files;

namespace Atelier.Studio.Blobs;

/// <summary>Blobs as files of a folder: <c>ab/cdef…</c>.</summary>
/// <param name="folder">The folder; it is created when the first blob comes.</param>
public sealed class FolderBlobs(string folder) : IBlobStore
{
    /// <inheritdoc/>
    public Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = PathOf(sha256)!;
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, stream => stream.Write(content.Span)); // flushed to the disk, then renamed
        }

        return Task.FromResult(sha256);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string sha256, CancellationToken cancel = default) => Task.FromResult<Stream?>(
        PathOf(sha256) is { } path && File.Exists(path) ? File.OpenRead(path) : null);

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken cancel = default)
    {
        if (PathOf(sha256) is { } path && File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    private string? PathOf(string sha256) => BlobName.FromSha256(sha256) is { } name ? Path.Combine(folder, name) : null;
}
