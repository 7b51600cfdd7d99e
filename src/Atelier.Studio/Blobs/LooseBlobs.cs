using Atelier.Studio.Storage;

namespace Atelier.Studio.Blobs;

/// <summary>Files whose picture was deleted. Those that nothing else needs are freed after a while, in which a worker that has handed in
/// the same file can say what it is.</summary>
public sealed class LooseBlobs(Database database, IBlobStore store, Thumbnails thumbnails, TimeProvider time)
{
    /// <summary>The while.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5); // with a store that does not answer: others wait to write

    /// <summary>Remembers a file.</summary>
    /// <param name="session">A transaction.</param>
    /// <param name="sha256">The file.</param>
    /// <param name="now">The time in Unix ms.</param>
    internal static Task AddAsync(Session session, string sha256, long now) => session.RunAsync(
        """
        insert into loose_blobs (sha256, since) values (@sha256, @now) on conflict (sha256) do update set since = excluded.since
        """,
        new { sha256, now });

    /// <summary>Frees what is due.</summary>
    /// <exception cref="TimeoutException">The store does not answer; what is left is due still.</exception>
    public async Task FreeAsync(CancellationToken cancel = default)
    {
        var due = await database.ReadAsync(
            session => session.ListAsync<string>(
                "select sha256 from loose_blobs where since <= @due order by since limit 100",
                new { due = time.Now() - (long)Kept.TotalMilliseconds }),
            cancel);
        foreach (var sha256 in due)
        {
            await database.WriteAsync(session => FreeAsync(session, sha256, cancel), cancel);
        }
    }

    // the file goes before the transaction ends: if that fails, all of it is done again
    private async Task FreeAsync(Session session, string sha256, CancellationToken cancel)
    {
        await session.RunAsync(
            """
            delete from blobs where sha256 = @sha256 and uploaded = 0
              and not exists (select 1 from pictures where sha256 = @sha256)
              and not exists (select 1 from outputs where sha256 = @sha256)
              and not exists (select 1 from steps where sha256 = @sha256)
              and not exists (select 1 from job_inputs where sha256 = @sha256)
              and not exists (select 1 from jobs where checkpoint_sha256 = @sha256)
            """,
            new { sha256 });
        if (await session.FirstAsync<string>("select sha256 from blobs where sha256 = @sha256", new { sha256 }) is null)
        {
            await store.DeleteAsync(sha256, cancel).WaitAsync(s_patience, cancel);
            thumbnails.Delete(sha256);
        }

        await session.RunAsync("delete from loose_blobs where sha256 = @sha256", new { sha256 });
    }
}
