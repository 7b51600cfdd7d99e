using Atelier.Studio.Tests.Server;
using Atelier.Work.Running;

namespace Atelier.Studio.Tests.Outages;

/// <summary>The network between a studio and those who speak to it is cut for longer than a lease: no job is lost or done twice, and
/// listeners miss nothing.</summary>
[Collection("studio")]
public sealed class CutNetworkTests : IAsyncLifetime
{
    private const int Iterations = 400;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(2);
    private RunningStudio _studio = null!;
    private Cable _cable = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _studio = await RunningStudio.StartAsync(options => options with { Lease = new(s_lease) });
        _cable = new(_studio.Address);
        _http = new() { BaseAddress = _cable.Address };
    }

    public async ValueTask DisposeAsync()
    {
        await _cable.DisposeAsync();
        _http.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task AWorkerThatIsCutOff_IsRelieved_AndRefusedAfterwards()
    {
        await using var far = AtelierProcess.Worker(_cable.Address, "far");
        await using var listener = new EventListener(_http, silence: TimeSpan.FromSeconds(1));
        await listener.ConnectedAsync();
        var id = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await _studio.UntilAsync(id, job => job.GetProperty("checkpoint").ValueKind == System.Text.Json.JsonValueKind.Number);
        await _cable.CutAsync();
        await Task.Delay(2 * s_lease); // for longer than the lease
        await using var near = AtelierProcess.Worker(_studio.Address, "near");
        var job = await _studio.DoneAsync(id);
        Assert.Equal(("near", 2), (job.Text("worker"), job.Number("attempt")));

        _cable.Mend();
        await far.UntilSaidAsync("is somebody else's now");
        var next = await _studio.OrderOneAsync("imagine", Toy.Imagine());
        await _studio.DoneAsync(next);
        await listener.UntilAsync(() => listener.Stored.Count(one => one.Type == "job.finished") == 2);
        string[] relieved = ["job.queued", "job.running", "job.requeued", "job.running", "job.finished"];
        Assert.Equal([.. relieved, "job.queued", "job.running", "job.finished"], listener.Stored.Select(one => one.Type));
        Assert.True(listener.Streams > 1, "its stream was cut");
    }

    [Fact]
    public async Task AWorkerThatIsAlone_GoesOnFromItsLastState_WhenTheNetworkIsBack()
    {
        using var stop = new CancellationTokenSource();
        var working = new Worker(new() { Studio = _cable.Address, Device = CPU }).RunAsync(stop.Token);
        var id = await _studio.OrderOneAsync("imagine", Toy.Imagine(Iterations));
        await _studio.UntilAsync(id, job => job.GetProperty("checkpoint").ValueKind == System.Text.Json.JsonValueKind.Number);
        await _cable.CutAsync();
        await _studio.UntilAsync(id, job => job.Text("state") == "queued");
        _cable.Mend();
        var job = await _studio.DoneAsync(id);
        Assert.Equal((2, Iterations), (job.Number("attempt"), job.GetProperty("progress").Number("iteration")));
        Assert.True(job.Number("checkpoint") >= 25);
        await stop.CancelAsync();
        await working;
    }
}
