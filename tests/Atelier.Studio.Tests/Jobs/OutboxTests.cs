using Atelier.Studio.Jobs;
using Atelier.Studio.Tests.Storage;
using Atelier.Studio.Webhooks;

namespace Atelier.Studio.Tests.Jobs;

public sealed class SqliteOutboxTests() : OutboxTests(null);

[Collection("postgres")]
public sealed class PostgresOutboxTests(PostgresServer server) : OutboxTests(server);

/// <summary>Messages to webhooks, the same on both databases.</summary>
public abstract class OutboxTests(PostgresServer? server) : QueueFixture(server)
{
    [Fact]
    public async Task AMessage_IsTakenByOne_AndAgainWhenItDidNotArrive()
    {
        var job = (await Intake.AcceptAsync(Order() with { Webhook = "https://example.org/hook" }))[0];
        await Control.StopAsync(job, keep: false);
        var outbox = new Outbox(Database, Time);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => outbox.TakeAsync(default))));
        var message = Assert.Single(taken.SelectMany(messages => messages));
        Assert.Equal(("https://example.org/hook", 0), (message.Url, message.Attempt));
        Assert.Contains("job.canceled", message.Body, StringComparison.Ordinal);

        await outbox.FailedAsync(message, "it answered 500", forGood: false);
        Assert.Empty(await outbox.TakeAsync(default));
        Time.Pass(TimeSpan.FromSeconds(5));
        message = Assert.Single(await outbox.TakeAsync(default));
        Assert.Equal(1, message.Attempt);
        await outbox.DeliveredAsync(message);
        Time.Pass(TimeSpan.FromDays(2));
        Assert.Empty(await outbox.TakeAsync(default));
    }
}
