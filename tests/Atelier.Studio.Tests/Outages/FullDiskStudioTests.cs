using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Imaging.Pictures;
using Atelier.Studio.Storage;
using Atelier.Studio.Tests.Server;

namespace Atelier.Studio.Tests.Outages;

/// <summary>A studio none of whose files can grow, as on a full disk: the kernel holds that limit (RLIMIT_FSIZE). It refuses in one
/// sentence, keeps nothing half-written, and goes on once there is room.</summary>
[Collection("studio")]
public sealed class FullDiskStudioTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AStudio_OnAFullDisk_RefusesAndGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is Linux's");
        var port = FreePort.Find();
        await using var studio = await AtelierProcess.StudioAsync(_folder, port, "--no-worker");
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };
        await using var listener = new EventListener(http);
        await listener.ConnectedAsync();
        var before = await RunningStudio.OrderAtAsync(http, "imagine", Toy.Imagine());
        using var workers = new QuickWorkers(http.BaseAddress!);
        using var stop = new CancellationTokenSource();
        var red = Picture.Blank(300, 200, new(200, 0, 0)).Encode(".png");
        var blue = Picture.Blank(300, 200, new(0, 0, 200)).Encode(".png");
        using var kept = await http.PostAsync("/api/uploads", new ByteArrayContent(red));
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);

        await studio.LimitFilesAsync(40);
        var working = workers.RunAsync("w", stop.Token);
        var order = await http.PostAsJsonAsync("/api/jobs", new { kind = "imagine", input = Toy.Imagine() });
        await RefusedAsync(order, "disk_full", "The studio's disk is full: its owner has to free some room.");
        var upload = await http.PostAsync("/api/uploads", new ByteArrayContent(blue));
        await RefusedAsync(upload, "disk", "The studio cannot write to its disk; its log says more.");
        using var ready = await http.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("alive", await http.GetStringAsync("/healthz"));
        Assert.Equal("queued", (await http.GetFromJsonAsync<JsonElement>($"/api/jobs/{before}")).Text("state")); // nobody can claim it
        await Task.Delay(TimeSpan.FromSeconds(2)); // what it does by itself meets the full disk too

        await studio.LimitFilesAsync(null);
        var after = await RunningStudio.OrderAtAsync(http, "imagine", Toy.Imagine());
        using var again = await http.PostAsync("/api/uploads", new ByteArrayContent(blue));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        foreach (var id in new[] { before, after })
        {
            await RunningStudio.UntilAtAsync(http, id, job => job.Text("state") == "succeeded");
        }

        await listener.UntilAsync(() => listener.Stored.Count(one => one.Type == "job.finished") == 2);
        Assert.Equal((2, 1), (listener.Stored.Count(one => one.Type == "job.queued"), listener.Streams));
        await stop.CancelAsync();
        await working;
        await studio.SignalAsync("TERM");
        Assert.Equal(0, await studio.ExitAsync());
        await WholeAsync([red, blue]);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code, string sentence)
    {
        using (answer)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.InsufficientStorage, code), (answer.StatusCode, problem.Text("title")));
            Assert.Equal(sentence, problem.Text("detail"));
        }
    }

    private async Task WholeAsync(byte[][] files)
    {
        await using var database = await Database.OpenAsync(_folder);
        Assert.Equal("ok", await database.ReadAsync(session => session.FirstAsync<string>("pragma integrity_check")));
        Assert.Equal(2, await database.ReadAsync(session => session.FirstAsync<int>("select count(*) from jobs")));
        Assert.Equal(files.Length, await database.ReadAsync(session => session.FirstAsync<int>("select count(*) from blobs")));
        var there = Directory.GetFiles(Path.Combine(_folder, "blobs"), "*", SearchOption.AllDirectories);
        Assert.Equal(files.Select(file => file.Length).Order(), there.Select(file => (int)new FileInfo(file).Length).Order());
    }
}
