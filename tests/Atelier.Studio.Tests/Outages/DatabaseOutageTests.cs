using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Outages;

/// <summary>PostgreSQL is stopped amid jobs, and started again: studio, workers and listeners stay, and go on by themselves.</summary>
[Collection("postgres")]
public sealed class DatabaseOutageTests : IClassFixture<ModelsFixture>, IAsyncLifetime
{
    private const int Before = 20;
    private const int During = 20;
    private const int After = 10;
    private readonly PostgresServer _server = new(); // of its own, since it is stopped
    private string _database = "";
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        _database = await _server.NewDatabaseAsync();
        _studio = await RunningStudio.StartAsync(options => options with { Postgres = _database, Lease = new(TimeSpan.FromSeconds(10)) });
    }

    public async ValueTask DisposeAsync()
    {
        await _studio.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ADatabaseThatIsRestarted_CostsNoJob_AndNoEvent()
    {
        await using var listener = new EventListener(_studio.Http);
        await listener.ConnectedAsync();
        _studio.Work();
        var waited = OrderAndWaitAsync();
        await listener.UntilAsync(() => listener.Stored.Count > 0);
        var computing = (await _studio.Http.GetFromJsonAsync<JsonElement>("/api/jobs")).GetProperty("items")[0].Text("id");
        await _studio.UntilAsync(computing, job => job.GetProperty("progress").Number("iteration") > 2);
        using var workers = new QuickWorkers(_studio.Address);
        using var stop = new CancellationTokenSource();
        var working = Enumerable.Range(0, 3).Select(i => workers.RunAsync($"w{i}", stop.Token)).ToArray();

        var orders = Enumerable.Range(0, Before).Select(OrderAsync).ToList();
        await Task.WhenAll(orders);
        await _server.StopAsync();
        await RefusesInOneSentenceAsync();
        orders.AddRange(Enumerable.Range(Before, During).Select(OrderAsync));
        await Task.Delay(TimeSpan.FromSeconds(2)); // orders, workers and listeners meet a database that is away
        await _server.StartAsync();
        orders.AddRange(Enumerable.Range(Before + During, After).Select(OrderAsync));

        var ids = await Task.WhenAll(orders);
        Assert.Equal(Before + During + After, ids.Distinct().Count());
        foreach (var id in ids)
        {
            await _studio.DoneAsync(id);
        }

        var kept = await _studio.JobAsync(computing);
        Assert.Equal(("running", 1), (kept.Text("state"), kept.Number("attempt"))); // its worker did not lose it
        var iteration = kept.GetProperty("progress").Number("iteration");
        await _studio.UntilAsync(computing, job => job.GetProperty("progress").Number("iteration") > iteration);
        await _studio.Http.PostAsJsonAsync($"/api/jobs/{computing}/stop", new { keep = true });
        await _studio.DoneAsync(computing);
        Assert.Equal(HttpStatusCode.OK, await waited); // whoever waited for it got it
        await stop.CancelAsync();
        await Task.WhenAll(working);

        Assert.Empty(workers.Twice);
        await WholeAsync([.. ids, computing], listener);
        Assert.Equal("ready", await _studio.Http.GetStringAsync("/readyz"));
    }

    private async Task RefusesInOneSentenceAsync()
    {
        using var order = await _studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine() });
        var problem = await order.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database"), (order.StatusCode, problem.Text("title")));
        Assert.Equal("The database does not answer; try again soon.", problem.Text("detail"));
        Assert.Equal(TimeSpan.FromSeconds(2), order.Headers.RetryAfter?.Delta);
        using var ready = await _studio.Http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("alive", await _studio.Http.GetStringAsync("/healthz"));
    }

    private async Task<HttpStatusCode> OrderAndWaitAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/jobs");
        request.Content = JsonContent.Create(new { kind = "imagine", input = Toy.Imagine(iterations: 1_000_000) });
        request.Headers.Add("Prefer", "wait=90");
        using var answer = await _studio.Http.SendAsync(request);
        return answer.StatusCode;
    }

    // the id, however often it has to be ordered
    private async Task<string> OrderAsync(int number)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/jobs");
            request.Content = JsonContent.Create(new { kind = "imagine", input = Toy.Imagine() });
            request.Headers.Add("Idempotency-Key", $"{number}");
            using var answer = await _studio.Http.SendAsync(request);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                return body.GetProperty("jobs")[0].Text("id");
            }

            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{body}");
            await Task.Delay(100);
        }
    }

    // each job was accepted once and ended once, and the listener, whose stream never broke, knows all of it
    private async Task WholeAsync(string[] ids, EventListener listener)
    {
        await using var database = await Database.OpenAsync(_studio.Folder, _database);
        var stored = await database.ReadAsync(session => session.ListAsync<Row>("select seq, type, job_id from events order by seq"));
        Assert.Equal(ids.Order(StringComparer.Ordinal), stored.Select(row => row.JobId!).Distinct().Order(StringComparer.Ordinal));
        foreach (var job in stored.GroupBy(row => row.JobId))
        {
            Assert.Equal("job.queued", job.First().Type);
            Assert.Equal("job.finished", job.Last().Type);
            Assert.Equal((1, 1), (job.Count(row => row.Type == "job.queued"), job.Count(row => row.Type == "job.finished")));
        }

        await listener.UntilAsync(() => listener.Stored.Count >= stored.Count);
        Assert.Equal(stored.Select(row => (row.Seq, row.Type)), listener.Stored.Select(one => (one.Seq, one.Type)));
        Assert.Equal(1, listener.Streams);
    }

    private sealed record Row
    {
        public long Seq { get; init; }

        public required string Type { get; init; }

        public string? JobId { get; init; }
    }
}
