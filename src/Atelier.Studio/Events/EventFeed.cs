using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;

namespace Atelier.Studio.Events;

/// <summary>The stream of events of one listener. Stored events carry a number, and a listener that names the last one it got misses none.
/// Progress carries none, and comes ten times a second at most.</summary>
public sealed class EventFeed(Database database, EventHub hub, StudioOptions options)
{
    private const int Page = 500;
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);

    /// <summary>Events as they happen. The first says how often the stream speaks at least: where nothing happens, it sends pings. Proxies
    /// close connections that are silent for long, and a listener knows by the silence that its connection is dead.</summary>
    /// <param name="user">Whose; null for everybody's.</param>
    /// <param name="after">The number of the last event that the listener got; null to begin now.</param>
    /// <param name="cancel">Ends the stream.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(string? user, long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var progress = hub.Subscribe(user);
        var last = after ?? await LastAsync(cancel);
        var hello = JsonSerializer.Serialize(new { seq = last, heartbeat = options.Heartbeat.TotalSeconds });
        yield return new(hello, "hello") { EventId = $"{last}" };
        var spoken = DateTime.UtcNow;
        while (!cancel.IsCancellationRequested)
        {
            var changed = hub.Changed;
            var page = await NextAsync(user, last, cancel);
            foreach (var happened in page)
            {
                last = happened.Seq;
                spoken = DateTime.UtcNow;
                yield return new(happened.Data, happened.Type) { EventId = $"{last}" };
            }

            foreach (var job in progress.TakeAll())
            {
                spoken = DateTime.UtcNow;
                yield return new(Step(job), "job.step");
            }

            if (DateTime.UtcNow - spoken > options.Heartbeat)
            {
                spoken = DateTime.UtcNow;
                yield return new("{}", "ping");
            }

            if (page.Count < Page)
            {
                await WaitAsync(changed, progress, cancel);
            }
        }
    }

    private static async Task WaitAsync(Task changed, EventHub.Subscription progress, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(Task.Delay(s_between, either.Token)); // which does not throw: a listener that goes away is no error
        await Task.WhenAny(changed, progress.WaitAsync(either.Token), Task.Delay(EventHub.Poll, either.Token));
        await either.CancelAsync();
    }

    private Task<long> LastAsync(CancellationToken cancel) =>
        database.ReadAsync(session => session.FirstAsync<long>("select coalesce(max(seq), 0) from events"), cancel);

    // none while the database is away: the listener stays, and misses nothing
    private async Task<IReadOnlyList<EventRow>> NextAsync(string? user, long last, CancellationToken cancel)
    {
        try
        {
            return await database.ReadAsync(
                session => session.ListAsync<EventRow>(
                    $"""
                    select seq, type, data from events where seq > @last {(user is null ? "" : "and user_id = @user")}
                    order by seq limit {Page}
                    """,
                    new { last, user }),
                cancel);
        }
        catch (Exception e) when (Database.IsAway(e))
        {
            return [];
        }
    }

    private static string Step(JobRow job) => JsonSerializer.Serialize(
        new
        {
            job.Id, job.Iteration, job.Total, job.Loss, Losses = Losses(job), job.Pace, job.Message, job.Version,
        },
        JsonSerializerOptions.Web);

    private static JsonElement? Losses(JobRow job) => job.Losses is null ? null : JsonSerializer.Deserialize<JsonElement>(job.Losses);

    private sealed record EventRow
    {
        public long Seq { get; init; }

        public required string Type { get; init; }

        public required string Data { get; init; }
    }
}
