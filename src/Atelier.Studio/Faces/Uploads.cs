using Atelier.Imaging.Pictures;
using Atelier.Studio.Blobs;
using Microsoft.AspNetCore.Http;

namespace Atelier.Studio.Faces;

/// <summary>Takes pictures from strangers: each is decoded once, with the limits of the reader, before it is kept.</summary>
internal sealed class Uploads(BlobLibrary blobs) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(2); // a small file may hold 100 million pixels

    /// <summary>Keeps a picture.</summary>
    /// <exception cref="Core.ImageFormatException">It is no picture, is damaged, or is too large.</exception>
    public async Task<BlobRow> KeepAsync(byte[] bytes, CancellationToken cancel)
    {
        if (bytes.Length == 0)
        {
            throw new StudioException(400, "no_file", "The picture is empty.");
        }

        var (width, height) = await SizeAsync(bytes, cancel);
        return await blobs.PutAsync(bytes, TypeOf(bytes), width, height, isUpload: true, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>A text that a picture's file holds; null if there is none.</summary>
    public static async Task<string?> TextAsync(byte[] bytes, string key, CancellationToken cancel)
    {
        var file = Path.GetTempFileName(); // the reader takes files
        try
        {
            await File.WriteAllBytesAsync(file, bytes, cancel);
            return Picture.ReadText(file, key);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The bytes of an upload.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public Task<byte[]> ReadAsync(string sha256, CancellationToken cancel) => blobs.ReadAsync(sha256, cancel);

    /// <summary>The bytes of a body.</summary>
    /// <exception cref="StudioException">There are too many.</exception>
    public static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (all.Length + count > BlobLibrary.MaxBytes)
            {
                throw new StudioException(413, "too_large", $"A file may have {BlobLibrary.MaxBytes >> 20} MB at most.");
            }

            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>The bytes of a form's file.</summary>
    public static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancel)
    {
        await using var content = file.OpenReadStream();
        return await ReadAsync(content, cancel);
    }

    /// <summary>The media type of a picture's bytes.</summary>
    public static string TypeOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'I', (byte)'I', ..] or [(byte)'M', (byte)'M', ..] => "image/tiff",
        _ => "image/svg+xml",
    };

    private async Task<(int Width, int Height)> SizeAsync(byte[] bytes, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var picture = Picture.Decode(bytes, "the upload");
            return (picture.Width, picture.Height);
        }
        finally
        {
            _turn.Release();
        }
    }
}
