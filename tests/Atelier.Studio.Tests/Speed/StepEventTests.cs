using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Outages;
using Atelier.Studio.Tests.Server;
using Atelier.Studio.Tests.Storage;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Speed;

[Collection("studio")]
public sealed class SqliteStepEventTests : StepEventTests
{
    [Fact]
    public Task ManySteps_CostNoStoredEvent() => FloodAsync(null, beats: 2000);

    [Fact]
    [Trait("Category", "Slow")]
    public Task AThousandSteps_ASecond_AreLessThanACore() => FloodAsync(null, beats: 10_000, most: s_most);
}

[Collection("postgres")]
public sealed class PostgresStepEventTests(PostgresServer server) : StepEventTests, IClassFixture<ModelsFixture>
{
    [Fact]
    public async Task ManySteps_CostNoStoredEvent() => await FloodAsync(await server.NewDatabaseAsync(), beats: 2000);

    [Fact]
    [Trait("Category", "Slow")]
    public async Task AThousandSteps_ASecond_AreLessThanACore() =>
        await FloodAsync(await server.NewDatabaseAsync(), beats: 10_000, most: s_most);
}

/// <summary>Workers that tell very often how far they are, while jobs come and end: whoever listens misses no event that is stored, and
/// gets the last progress of each job.</summary>
public abstract class StepEventTests
{
    private const int Jobs = 200; // each may be told ten times a second
    private const int Senders = 8;
    private const int Rounds = 5; // other tests compute in this process too
    private protected static readonly TimeSpan s_most = TimeSpan.FromMilliseconds(1); // of a core, for a step; the sender's share included

    private protected static async Task FloodAsync(string? postgres, int beats, TimeSpan? most = null)
    {
        await using var studio = await RunningStudio.StartAsync(options => options with { Postgres = postgres });
        await using var listener = new EventListener(studio.Http);
        await listener.ConnectedAsync();
        using var order = await studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine(), count = Jobs / 2 });
        using var more = await studio.Http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine(), count = Jobs / 2 });
        var claimed = new List<ClaimedJob>();
        for (var i = 0; i < Jobs; i++)
        {
            var info = new WorkerInfo($"w{i}", $"w{i}", "1", ["imagine"], "cpu", ["vqgan-toy", "clip-toy"]);
            using var claim = await studio.Http.PostAsJsonAsync("/api/work/claim", new ClaimRequest(info));
            claimed.Add((await claim.Content.ReadFromJsonAsync<ClaimedJob>(JsonSerializerOptions.Web))!);
        }

        var (least, iteration) = (TimeSpan.MaxValue, 0);
        for (var round = 0; round < (most is null ? 1 : Rounds) && least > (most ?? TimeSpan.Zero); round++)
        {
            var (steps, used) = (listener.Steps, Environment.CpuUsage.TotalTime);
            var clock = Stopwatch.StartNew();
            var begin = iteration;
            var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(studio, claimed, sender, beats, begin)));
            await Task.WhenAll([.. sending, OrderAsync(studio)]);
            iteration += beats / Jobs;
            await studio.UntilAsync(claimed[0].Id, job => job.GetProperty("progress").Number("iteration") == iteration);
            var (sent, came) = (beats / clock.Elapsed.TotalSeconds, (listener.Steps - steps) / clock.Elapsed.TotalSeconds);
            var each = (Environment.CpuUsage.TotalTime - used) / beats;
            least = each < least ? each : least;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{sent:F0} steps a second were sent, {came:F0} told; {each.TotalMilliseconds:F2} ms of a core each");
        }

        Assert.True(least <= (most ?? TimeSpan.MaxValue), $"a step takes {least.TotalMilliseconds:F2} ms of a core");
        foreach (var job in claimed)
        {
            using var end = await studio.Http.PostAsJsonAsync($"/api/work/{job.Id}/finish", new FinishRequest(job.Token, "succeeded"));
            Assert.Equal(204, (int)end.StatusCode);
        }

        await WholeAsync(studio, postgres, listener);
    }

    private static async Task SendAsync(RunningStudio studio, List<ClaimedJob> jobs, int sender, int beats, int iteration)
    {
        for (var i = sender; i < beats; i += Senders)
        {
            var job = jobs[i % Jobs];
            using var beat = await studio.Http.PostAsJsonAsync(
                $"/api/work/{job.Id}/beat", new BeatRequest(job.Token, iteration + (i / Jobs) + 1, 1_000_000, 0.5));
            Assert.Equal(200, (int)beat.StatusCode);
        }
    }

    private static async Task OrderAsync(RunningStudio studio)
    {
        for (var i = 0; i < 20; i++)
        {
            await studio.OrderOneAsync("imagine", Toy.Imagine());
            await Task.Delay(20);
        }
    }

    private static async Task WholeAsync(RunningStudio studio, string? postgres, EventListener listener)
    {
        await using var database = await Database.OpenAsync(studio.Folder, postgres);
        var stored = await database.ReadAsync(session => session.ListAsync<long>("select seq from events order by seq"));
        await listener.UntilAsync(() => listener.Stored.Count >= stored.Count);
        Assert.Equal(stored, listener.Stored.Select(one => one.Seq));
        Assert.Equal(1, listener.Streams);
        Assert.True(listener.Steps > 0);
    }
}
