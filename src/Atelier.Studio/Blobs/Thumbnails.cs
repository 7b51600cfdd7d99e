using Atelier.Core.Files;
using Atelier.Imaging.Pictures;

namespace Atelier.Studio.Blobs;

/// <summary>Small copies of pictures. They are made when they are first asked for, and can be deleted at any time.</summary>
public sealed class Thumbnails(BlobLibrary blobs, string folder) : IDisposable
{
    /// <summary>The longer side, in pixels.</summary>
    public const int Side = 320;

    private readonly SemaphoreSlim _turn = new(2); // decoding takes memory

    /// <summary>The bytes and the media type of a small copy; the picture itself where it is small.</summary>
    /// <exception cref="StudioException">There is no such picture.</exception>
    public async Task<(byte[] Bytes, string Type)> ReadAsync(string sha256, CancellationToken cancel = default)
    {
        var row = await blobs.FindAsync(sha256, cancel);
        if (row?.Type.StartsWith("image/", StringComparison.Ordinal) != true)
        {
            throw StudioException.NotFound($"picture sha256:{sha256}");
        }

        if (row is { Width: <= Side, Height: <= Side })
        {
            return (await blobs.ReadAsync(sha256, cancel), row.Type);
        }

        var path = PathOf(sha256)!; // it is a hash: there is a row of it
        if (!File.Exists(path))
        {
            await MakeAsync(sha256, path, cancel);
        }

        return (await File.ReadAllBytesAsync(path, cancel), "image/webp");
    }

    /// <summary>Deletes the small copy of a picture that is gone.</summary>
    public void Delete(string sha256)
    {
        if (PathOf(sha256) is { } path && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private string? PathOf(string sha256) => BlobName.FromSha256(sha256) is { } name ? Path.Combine(folder, name + ".webp") : null;

    private async Task MakeAsync(string sha256, string path, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var picture = Picture.Decode(await blobs.ReadAsync(sha256, cancel));
            AtomicFile.Write(path, picture.Resize(Math.Min(Side, Math.Max(picture.Width, picture.Height))).Encode(".webp"));
        }
        finally
        {
            _turn.Release();
        }
    }
}
