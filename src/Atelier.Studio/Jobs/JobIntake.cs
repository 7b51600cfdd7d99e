using System.Text.Json;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Jobs;

/// <summary>Accepts jobs. What it returns is on the disk.</summary>
public sealed class JobIntake(Database database, TimeProvider time)
{
    /// <summary>Puts an order into the queue, or finds the order that its key stands for.</summary>
    /// <exception cref="StudioException">The user's queue is full, a blob is missing, or the key stands for another request.</exception>
    public Task<IReadOnlyList<JobRow>> AcceptAsync(JobOrder order, CancellationToken cancel = default) => database.WriteAsync(
        async session => await EarlierAsync(session, order) ?? await InsertAsync(session, order, time.Now()), cancel);

    private static async Task<IReadOnlyList<JobRow>?> EarlierAsync(Session session, JobOrder order)
    {
        if (order.IdempotencyKey is null)
        {
            return null;
        }

        var earlier = await session.ListAsync<JobRow>(
            """
            select j.* from jobs k join jobs j on j.batch_id = k.batch_id
            where k.user_id = @User and k.idempotency_key = @IdempotencyKey order by j.batch_index
            """,
            new { order.User, order.IdempotencyKey });
        return earlier.Count == 0 ? null
            : earlier[0].RequestSha256 == order.RequestSha256 ? earlier
            : throw new StudioException(
                422, "idempotency_key_reused",
                "This Idempotency-Key was used for another request: a new request needs a new key.") { Field = "Idempotency-Key" };
    }

    private static async Task<IReadOnlyList<JobRow>> InsertAsync(Session session, JobOrder order, long now)
    {
        await RequireRoomAsync(session, order);
        foreach (var blob in order.Jobs.SelectMany(job => job.Blobs).Distinct())
        {
            _ = await session.FirstAsync<string>("select sha256 from blobs where sha256 = @blob", new { blob })
                ?? throw new StudioException(422, "no_such_upload", $"There is no upload sha256:{blob}: upload the picture first.");
        }

        var batch = Ids.New();
        foreach (var (index, job) in order.Jobs.Index())
        {
            var row = new
            {
                Id = Ids.New(), order.User, batch, index, order.Kind, job.Input, Inputs = JsonSerializer.Serialize(job.Blobs),
                Models = JsonSerializer.Serialize(job.Models.Distinct().Order(StringComparer.Ordinal)), order.Source, order.Priority,
                job.Total, Key = index == 0 ? order.IdempotencyKey : null, order.RequestSha256, order.Webhook, now,
            };
            await session.RunAsync(
                """
                insert into jobs (id, user_id, batch_id, batch_index, kind, input, inputs, models, source, priority, total, state,
                  idempotency_key, request_sha256, webhook, created_at)
                values (@Id, @User, @batch, @index, @Kind, @Input, @Inputs, @Models, @Source, @Priority, @Total, 'queued',
                  @Key, @RequestSha256, @Webhook, @now)
                """,
                row);
            foreach (var sha256 in job.Blobs.Distinct())
            {
                await session.RunAsync("insert into job_inputs (job_id, sha256) values (@Id, @sha256)", new { row.Id, sha256 });
            }

            await session.TellAsync(order.User, row.Id, "job.queued", new { row.Id, batch, index, order.Kind }, now);
        }

        return await session.ListAsync<JobRow>("select * from jobs where batch_id = @batch order by batch_index", new { batch });
    }

    private static async Task RequireRoomAsync(Session session, JobOrder order)
    {
        var room = await session.FirstAsync<long?>(
            """
            select u.queued_max - (select count(*) from jobs where user_id = u.id and state = 'queued')
            from users u where u.id = @User and u.disabled_at is null
            """,
            new { order.User }) ?? throw StudioException.NotFound("such user");
        if (room < order.Jobs.Count)
        {
            throw new StudioException(
                429, "queue_full", $"Your queue has room for {Math.Max(0, room)} jobs, and {order.Jobs.Count} were asked for: wait until " +
                "some are done.") { RetryAfter = 10 };
        }
    }
}
