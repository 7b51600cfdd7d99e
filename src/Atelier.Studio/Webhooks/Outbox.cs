using System.Text.Json;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Webhooks;

/// <summary>Messages that wait to be delivered. One is written in the transaction that ends its job, so none is lost.</summary>
internal sealed class Outbox(Database database, TimeProvider time)
{
    private const int MostAtOnce = 16;
    private static readonly TimeSpan s_held = TimeSpan.FromMinutes(1); // by the studio that delivers it

    // five seconds after the first failure, then later and later: eight tries within a day
    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromHours(4), TimeSpan.FromHours(16),
    ];

    /// <summary>Writes the message that a job has ended, if its order named an address.</summary>
    public static async Task TellAsync(Session session, JobRow job, string state, object? error, long now)
    {
        if (job.Webhook is null)
        {
            return;
        }

        var body = JsonSerializer.Serialize(
            new
            {
                type = $"job.{state}", timestamp = DateTimeOffset.FromUnixTimeMilliseconds(now).ToString("O"),
                data = new { job.Id, batch = job.BatchId, job.Kind, state, error, url = $"/api/jobs/{job.Id}" },
            },
            JsonSerializerOptions.Web);
        await session.RunAsync(
            """
            insert into deliveries (id, job_id, user_id, url, body, next_at, created_at)
            values (@message, @Id, @UserId, @Webhook, @body, @now, @now)
            """,
            new { message = Ids.New(), job.Id, job.UserId, job.Webhook, body, now });
    }

    /// <summary>Takes the messages whose time has come. Another studio does not get them meanwhile.</summary>
    public async Task<IReadOnlyList<Delivery>> TakeAsync(CancellationToken cancel)
    {
        const string Due = "next_at <= @now and delivered_at is null and gave_up_at is null";
        var now = time.Now();
        var any = await database.ReadAsync(
            session => session.FirstAsync<int?>($"select 1 from deliveries where {Due} limit 1", new { now }), cancel);
        return any is null ? [] : await database.WriteAsync(
            session => session.ListAsync<Delivery>(
                $"""
                update deliveries set next_at = @held where id in (
                  select id from deliveries where {Due} order by next_at limit {MostAtOnce})
                returning id, user_id, url, body, attempt
                """,
                new { now, held = now + (long)s_held.TotalMilliseconds }),
            cancel);
    }

    /// <summary>Writes down that a message has arrived.</summary>
    public Task DeliveredAsync(Delivery message) => database.WriteAsync(session => session.RunAsync(
        "update deliveries set delivered_at = @now, attempt = attempt + 1, error = null where id = @Id",
        new { message.Id, now = time.Now() }));

    /// <summary>Writes down that a message has not arrived: it is tried again, unless that was the last time or nobody wants it.</summary>
    public Task FailedAsync(Delivery message, string error, bool forGood)
    {
        var now = time.Now();
        var last = forGood || message.Attempt >= s_pauses.Length;
        var next = last ? now : now + (long)s_pauses[message.Attempt].TotalMilliseconds;
        return database.WriteAsync(session => session.RunAsync(
            "update deliveries set attempt = attempt + 1, error = @error, next_at = @next, gave_up_at = @end where id = @Id",
            new { message.Id, error, next, end = last ? now : (long?)null }));
    }
}
