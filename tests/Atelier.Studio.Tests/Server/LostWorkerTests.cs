using System.Text.Json;
using Atelier.Studio.Jobs;

namespace Atelier.Studio.Tests.Server;

/// <summary>Workers that are killed, frozen or told to stop, as processes.</summary>
[Collection("studio")]
public sealed class LostWorkerTests : IAsyncLifetime
{
    private const int Iterations = 100;
    private RunningStudio _studio = null!;

    public async ValueTask InitializeAsync() =>
        _studio = await RunningStudio.StartAsync(options => options with { Lease = new(TimeSpan.FromSeconds(3)) });

    public async ValueTask DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task KilledMidRun_AnotherGoesOn_ToTheSameBytes()
    {
        var straight = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await using var first = AtelierProcess.Worker(_studio.Address, "first");
        var expected = await _studio.OutputAsync(await _studio.DoneAsync(straight));

        var broken = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await HalfWayAsync(broken);
        await first.KillAsync();
        await using var second = AtelierProcess.Worker(_studio.Address, "second");
        var job = await _studio.DoneAsync(broken);

        Assert.Equal((2, "second"), (job.Number("attempt"), job.Text("worker")));
        Assert.True(job.Number("checkpoint") >= 25);
        Assert.Equal(expected, await _studio.OutputAsync(job));
    }

    [Fact]
    public async Task FrozenForLongerThanItsLease_ItIsRefused()
    {
        var id = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await using var frozen = AtelierProcess.Worker(_studio.Address, "frozen");
        await HalfWayAsync(id);
        await frozen.SignalAsync("STOP");
        await using var other = AtelierProcess.Worker(_studio.Address, "other");
        await _studio.UntilAsync(id, job => job.Number("attempt") == 2);
        await frozen.SignalAsync("CONT");
        await frozen.UntilSaidAsync("is somebody else's now"); // the studio answered 409

        var job = await _studio.DoneAsync(id);
        Assert.Equal("other", job.Text("worker"));
        Assert.Single(job.GetProperty("outputs").EnumerateArray());
    }

    [Fact]
    public async Task ToldToStop_ItGivesItsJobBack()
    {
        var id = await _studio.OrderOneAsync("imagine", Toy.Imagine(100_000));
        await using var worker = AtelierProcess.Worker(_studio.Address, "leaving");
        await HalfWayAsync(id);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.ExitAsync());

        var job = await _studio.JobAsync(id);
        Assert.Equal(("queued", 0), (job.Text("state"), job.Number("attempt")));
        Assert.True(job.Number("checkpoint") > 25); // where it was, not the last of the regular ones
    }

    [Fact]
    public async Task AStudioThatIsKilled_GoesOnWhereItWas()
    {
        var straight = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        _studio.Work();
        var expected = await _studio.OutputAsync(await _studio.DoneAsync(straight));

        var (folder, port) = (Directory.CreateTempSubdirectory("atelier-killed-").FullName, FreePort.Find());
        var killed = await AtelierProcess.StudioAsync(folder, port);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };
        var id = await RunningStudio.OrderAtAsync(http, "imagine", Toy.Imagine(Iterations));
        await RunningStudio.UntilAtAsync(http, id, job => job.GetProperty("checkpoint").ValueKind == JsonValueKind.Number);
        await killed.KillAsync();
        await killed.DisposeAsync();

        await using var next = await AtelierProcess.StudioAsync(folder, port);
        var clock = DateTime.UtcNow;
        var job = await RunningStudio.UntilAtAsync(http, id, job => job.Text("state") == "succeeded");
        Assert.Equal(2, job.Number("attempt"));
        Assert.True(DateTime.UtcNow - clock < LeaseTerms.Default.Length, "it waited for the lease of a worker that is gone");
        Assert.Equal(expected, await http.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url")));
        await next.SignalAsync("TERM");
        Assert.Equal(0, await next.ExitAsync());
        Directory.Delete(folder, recursive: true);
    }

    private Task<JsonElement> HalfWayAsync(string id) => _studio.UntilAsync(
        id, job => job.GetProperty("checkpoint").ValueKind == JsonValueKind.Number && job.GetProperty("progress").Number("iteration") > 30);
}
