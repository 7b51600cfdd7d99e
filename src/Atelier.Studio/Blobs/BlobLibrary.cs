using Atelier.Studio.Storage;

namespace Atelier.Studio.Blobs;

/// <summary>A blob's row.</summary>
public sealed record BlobRow
{
    public required string Sha256 { get; init; }

    public long Bytes { get; init; }

    /// <summary>Its media type.</summary>
    public required string Type { get; init; }

    /// <summary>In pixels, of a picture.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }
}

/// <summary>Blobs with what is known of them: the file is kept first, then the row.</summary>
public sealed class BlobLibrary(Database database, IBlobStore store, TimeProvider time)
{
    /// <summary>The largest blob, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Keeps a blob.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="width">In pixels, of a picture.</param>
    /// <param name="height">In pixels, of a picture.</param>
    /// <param name="isUpload">Whether somebody uploaded it: then it is kept, whatever else needs it or not.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<BlobRow> PutAsync(
        ReadOnlyMemory<byte> content, string type, int? width = null, int? height = null, bool isUpload = false,
        CancellationToken cancel = default)
    {
        var row = new BlobRow
        {
            Sha256 = await store.PutAsync(content, cancel), Bytes = content.Length, Type = type, Width = width, Height = height,
        };
        if (await database.WriteAsync(session => EnterAsync(session, row, isUpload), cancel))
        {
            await store.PutAsync(content, cancel); // it may have been deleted before there was a row that needs it
        }

        return row;
    }

    /// <summary>A blob's row; null if there is none.</summary>
    public Task<BlobRow?> FindAsync(string sha256, CancellationToken cancel = default) => database.ReadAsync(
        session => session.FirstAsync<BlobRow>(
            "select sha256, bytes, type, width, height from blobs where sha256 = @sha256", new { sha256 }),
        cancel);

    /// <summary>Opens a blob.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<(BlobRow Row, Stream Content)> OpenAsync(string sha256, CancellationToken cancel = default) =>
        await FindAsync(sha256, cancel) is { } row && await store.OpenAsync(sha256, cancel) is { } content ? (row, content)
            : throw StudioException.NotFound($"file sha256:{sha256}");

    /// <summary>The bytes of a blob.</summary>
    /// <exception cref="StudioException">There is none.</exception>
    public async Task<byte[]> ReadAsync(string sha256, CancellationToken cancel = default)
    {
        var (row, content) = await OpenAsync(sha256, cancel);
        await using (content)
        {
            var bytes = new byte[row.Bytes];
            await content.ReadExactlyAsync(bytes, cancel);
            return bytes;
        }
    }

    // whether the file had no row, or was about to be deleted
    private async Task<bool> EnterAsync(Session session, BlobRow row, bool isUpload)
    {
        var entered = await session.RunAsync(
            """
            insert into blobs (sha256, bytes, type, width, height, created_at) values (@Sha256, @Bytes, @Type, @Width, @Height, @now)
            on conflict (sha256) do nothing
            """,
            new { row.Sha256, row.Bytes, row.Type, row.Width, row.Height, now = time.Now() });
        if (isUpload)
        {
            await session.RunAsync("update blobs set uploaded = 1 where sha256 = @Sha256 and uploaded = 0", new { row.Sha256 });
        }

        return entered + await session.RunAsync("delete from loose_blobs where sha256 = @Sha256", new { row.Sha256 }) > 0;
    }
}
