namespace Atelier.Studio.Blobs;

/// <summary>Where files are kept, by the SHA-256 of their content. A file never changes, and the same content is kept once.</summary>
public interface IBlobStore
{
    /// <summary>Keeps a file; it is on the disk when this returns.</summary>
    /// <returns>Its SHA-256, in lower-case hexadecimal digits.</returns>
    /// <exception cref="Core.Files.DiskFullException">There is no room.</exception>
    Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancel = default);

    /// <summary>Opens a file; null if there is none.</summary>
    Task<Stream?> OpenAsync(string sha256, CancellationToken cancel = default);

    /// <summary>Deletes a file, if it is there.</summary>
    Task DeleteAsync(string sha256, CancellationToken cancel = default);
}
