using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Studio.Server;
using Atelier.Work.Running;

namespace Atelier.Studio.Tests.Server;

/// <summary>A studio in this process, on Kestrel at a free port, and workers for it.</summary>
internal sealed class RunningStudio : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];

    private RunningStudio(string folder) => Folder = folder;

    public string Folder { get; }

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Starts a studio in a new folder.</summary>
    public static Task<RunningStudio> StartAsync(Func<StudioOptions, StudioOptions>? change = null) =>
        StartInAsync(Directory.CreateTempSubdirectory("atelier-studio-").FullName, change);

    /// <summary>Starts a studio in this folder.</summary>
    public static async Task<RunningStudio> StartInAsync(string folder, Func<StudioOptions, StudioOptions>? change = null)
    {
        var studio = new RunningStudio(folder);
        var address = new TaskCompletionSource<Uri>();
        var options = new StudioOptions
        {
            Folder = folder,
            Listen = new(System.Net.IPAddress.Loopback, 0),
            Say = line => address.TrySetResult(new(line.Split(' ')[^1])),
        };
        var running = StudioServer.RunAsync(change?.Invoke(options) ?? options, studio._stop.Token);
        studio._tasks.Add(running);
        await await Task.WhenAny(address.Task, running);
        studio.Address = await address.Task;
        var isAnywhere = studio.Address.Host == $"{System.Net.IPAddress.Any}"; // where it listens, and nobody can be reached
        studio.Http = new() { BaseAddress = isAnywhere ? new($"http://127.0.0.1:{studio.Address.Port}/") : studio.Address };
        return studio;
    }

    /// <summary>Starts a worker in this process.</summary>
    public void Work(string? key = null) =>
        _tasks.Add(new Worker(new() { Studio = Address, Device = CPU, Key = key }).RunAsync(_stop.Token));

    /// <summary>Orders one job.</summary>
    /// <returns>Its id.</returns>
    public Task<string> OrderOneAsync(string kind, object input) => OrderAtAsync(Http, kind, input);

    /// <summary>Orders one job of a studio elsewhere.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> OrderAtAsync(HttpClient http, string kind, object input)
    {
        using var response = await http.PostAsJsonAsync("/api/jobs", new { kind, input });
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 202, body);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("jobs")[0].Text("id");
    }

    public Task<JsonElement> JobAsync(string id) => Http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}");

    /// <summary>Waits until a job fulfils a condition.</summary>
    public Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> condition) => UntilAtAsync(Http, id, condition);

    /// <summary>Waits until a job of a studio elsewhere fulfils a condition.</summary>
    public static async Task<JsonElement> UntilAtAsync(HttpClient http, string id, Func<JsonElement, bool> condition)
    {
        var end = DateTime.UtcNow.AddSeconds(120);
        while (true)
        {
            var job = await http.GetFromJsonAsync<JsonElement>($"/api/jobs/{id}");
            if (condition(job))
            {
                return job;
            }

            Assert.True(DateTime.UtcNow < end, $"it never came to that: {job}");
            await Task.Delay(30);
        }
    }

    /// <summary>Waits until a job has succeeded.</summary>
    public async Task<JsonElement> DoneAsync(string id)
    {
        var job = await UntilAsync(id, job => job.Text("state") is not ("queued" or "running"));
        Assert.True(job.Text("state") == "succeeded", $"{job}");
        return job;
    }

    /// <summary>The bytes of a job's output.</summary>
    public async Task<byte[]> OutputAsync(JsonElement job, string name = "picture") => await Http.GetByteArrayAsync(
        job.GetProperty("outputs").EnumerateArray().Single(output => output.Text("name") == name).Text("url"));

    /// <summary>Uploads a picture.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> UploadAsync(byte[] picture)
    {
        using var response = await Http.PostAsync("/api/uploads", new ByteArrayContent(picture));
        Assert.Equal(201, (int)response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("id");
    }

    /// <summary>Stops all and keeps the folder.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
        Http.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
