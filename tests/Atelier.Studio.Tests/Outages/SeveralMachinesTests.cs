using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Jobs;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Outages;

/// <summary>Workers on other machines, which are network namespaces: with addresses of their own, and cables that can be pulled out.
/// </summary>
[Collection("studio")]
[Trait("Category", "Slow")]
public sealed class SeveralMachinesTests
{
    private const int Iterations = 400;
    private const int Jobs = 100;
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AMinuteWithoutNetwork_CostsNoJob_AndNoEvent()
    {
        NetworkNamespace.Require();
        Assert.True(s_cut > LeaseTerms.Default.Length);
        await using var keyed = await KeyedStudio.StartAsync();
        var studio = keyed.Studio;
        await using var machine = await NetworkNamespace.CreateAsync();
        var address = keyed.At(machine.Near);
        using var http = machine.Client(address);
        http.DefaultRequestHeaders.Authorization = studio.Http.DefaultRequestHeaders.Authorization;
        await using var listener = new EventListener(http, silence: TimeSpan.FromSeconds(20)); // it is pinged every 15 s
        await listener.ConnectedAsync();
        await using var worker = keyed.Worker("far", address, machine.By);
        var straight = await studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        var expected = await studio.OutputAsync(await studio.DoneAsync(straight));

        var broken = await studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await studio.UntilAsync(broken, job => job.GetProperty("checkpoint").ValueKind == JsonValueKind.Number);
        machine.Cut();
        await Task.Delay(s_cut);
        Assert.Equal("queued", (await studio.JobAsync(broken)).Text("state")); // its lease has ended, and nobody else is there
        machine.Mend();
        var clock = Stopwatch.StartNew();
        var job = await studio.DoneAsync(broken);
        Tell($"the job was done {clock.Elapsed.TotalSeconds:F0} s after the network was back");
        Assert.Equal(2, job.Number("attempt"));
        Assert.True(job.Number("checkpoint") >= 25);
        Assert.Equal(expected, await studio.OutputAsync(job));

        await listener.UntilAsync(() => listener.Stored.Count(one => one.Type == "job.finished") == 2);
        Tell($"the listener had all events {clock.Elapsed.TotalSeconds:F0} s after, on {listener.Streams} streams");
        Assert.Equal(
            ["job.queued", "job.running", "job.finished", "job.queued", "job.running", "job.requeued", "job.running", "job.finished"],
            listener.Stored.Select(one => one.Type));
        Assert.Equal(listener.Stored.Select(one => one.Seq).Order().Distinct(), listener.Stored.Select(one => one.Seq));
    }

    [Fact]
    public async Task WorkersOfThreeMachines_ShareAHundredJobs()
    {
        NetworkNamespace.Require();
        await using var keyed = await KeyedStudio.StartAsync();
        await using var second = await NetworkNamespace.CreateAsync();
        await using var third = await NetworkNamespace.CreateAsync();
        var workers = new List<AtelierProcess>();
        void Add(string id, string near, params string[] by) => workers.Add(keyed.Worker(id, keyed.At(near), by));
        try
        {
            Add("w1", "127.0.0.1");
            await ShareAsync(keyed.Studio, 1); // nobody waits for the first run of a program
            var alone = await ShareAsync(keyed.Studio, 1);
            foreach (var id in new[] { "w2", "w3", "w4" })
            {
                Add(id, "127.0.0.1");
            }

            var four = await ShareAsync(keyed.Studio, 4);
            Add("far5", second.Near, second.By);
            Add("far6", third.Near, third.By);
            var six = await ShareAsync(keyed.Studio, 6);
            Tell($"{Jobs} jobs on {Environment.ProcessorCount} cores: one worker {alone.TotalSeconds:F1} s, four " +
                $"{four.TotalSeconds:F1} s, four and two on other machines {six.TotalSeconds:F1} s");
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }
    }

    // how long these many take, each of whom does some
    private static async Task<TimeSpan> ShareAsync(RunningStudio studio, int workers)
    {
        for (var end = DateTime.UtcNow.AddMinutes(1); await WaitingAsync(studio) < workers; await Task.Delay(100))
        {
            Assert.True(DateTime.UtcNow < end, "the workers do not come");
        }

        var clock = Stopwatch.StartNew();
        using var order = await studio.Http.PostAsJsonAsync(
            "/api/jobs", new { kind = "imagine", input = Toy.Imagine(seed: null), count = Jobs });
        var batch = await order.Content.ReadFromJsonAsync<JsonElement>();
        var ids = batch.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id")).ToList();
        var done = new List<JsonElement>();
        foreach (var id in ids)
        {
            done.Add(await studio.DoneAsync(id));
        }

        var time = clock.Elapsed;
        Assert.All(done, job => Assert.Equal(1, job.Number("attempt")));
        Assert.Equal(workers, done.Select(job => job.Text("worker")).Distinct().Count());
        return time;
    }

    private static async Task<int> WaitingAsync(RunningStudio studio) =>
        (await studio.Http.GetFromJsonAsync<JsonElement>("/api/workers")).GetArrayLength();

    private static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
