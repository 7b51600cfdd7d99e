using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Jobs;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Storage;

namespace Atelier.Studio.Tests.Server;

[Collection("studio")]
public sealed class SqliteAcceptedIsKeptTests : AcceptedIsKeptTests
{
    [Fact]
    public Task KilledTwice_NothingIsLost() => KillAsync(times: 2);

    [Fact]
    [Trait("Category", "Slow")]
    public Task KilledTwentyTimes_NothingIsLost() => KillAsync(times: 20);
}

[Collection("postgres")]
public sealed class PostgresAcceptedIsKeptTests(PostgresServer server) : AcceptedIsKeptTests, IClassFixture<ModelsFixture>
{
    [Fact]
    public async Task KilledOnce_NothingIsLost() => await KillAsync(times: 1, await server.NewDatabaseAsync());

    [Fact]
    [Trait("Category", "Slow")]
    public async Task KilledTwentyTimes_NothingIsLost() => await KillAsync(times: 20, await server.NewDatabaseAsync());
}

/// <summary>What got its 202 exists and ends, once, wherever the studio was killed.</summary>
public abstract class AcceptedIsKeptTests : IAsyncLifetime
{
    private const int Orders = 200;
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-kept-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected async Task KillAsync(int times, string? postgres = null)
    {
        var port = FreePort.Find();
        var address = new Uri($"http://127.0.0.1:{port}/");
        string[] more = ["--no-worker", .. postgres is null ? (string[])[] : ["--postgres", postgres]];
        using var workers = new QuickWorkers(address);
        using var stop = new CancellationTokenSource();
        var working = Enumerable.Range(0, 3).Select(i => workers.RunAsync($"w{i}", stop.Token)).ToArray();
        var studio = await AtelierProcess.StudioAsync(_folder, port, more);
        try
        {
            for (var round = 0; round < times; round++)
            {
                using var http = new HttpClient { BaseAddress = address };
                var accepting = Enumerable.Range(0, Orders).Select(i => OrderAsync(http, $"{round} {i}")).ToArray();
                await Task.Delay(Random.Shared.Next(600));
                await studio.KillAsync();
                var accepted = await Task.WhenAll(accepting);
                await studio.DisposeAsync();

                studio = await AtelierProcess.StudioAsync(_folder, port, more);
                using var again = new HttpClient { BaseAddress = address };
                var repeated = await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => OrderAsync(again, $"{round} {i}")));
                Assert.All(repeated, id => Assert.NotNull(id));
                Assert.All(accepted.Zip(repeated), pair => Assert.True(pair.First is null || pair.First == pair.Second));
            }

            await EndedAsync(postgres, times * Orders);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The studio said: {studio.Output}", e);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(working);
            await studio.DisposeAsync();
        }

        Assert.Empty(workers.Twice);
        Assert.All(workers.Finished.Values, count => Assert.Equal(1, count));
    }

    // the id of the job, or null if there was no answer
    private static async Task<string?> OrderAsync(HttpClient http, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/jobs");
        request.Content = JsonContent.Create(new { kind = "imagine", input = Toy.Imagine() });
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK, body); // a repeated order may have ended
            return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("jobs")[0].Text("id");
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task EndedAsync(string? postgres, int count)
    {
        await using var database = await Database.OpenAsync(_folder, postgres);
        var end = DateTime.UtcNow.AddSeconds(120);
        while (true)
        {
            var states = await database.ReadAsync(session => session.ListAsync<string>("select state from jobs"));
            Assert.Equal(count, states.Count); // an order that was repeated is one job
            if (states.All(state => state == JobState.Succeeded))
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, $"{states.Count(state => state != JobState.Succeeded)} jobs do not end");
            await Task.Delay(100);
        }
    }
}
