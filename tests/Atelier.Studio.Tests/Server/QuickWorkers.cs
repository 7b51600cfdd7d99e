using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Work.Protocol;

namespace Atelier.Studio.Tests.Server;

/// <summary>Workers that speak the protocol and compute nothing, and remember what the studio let them do.</summary>
internal sealed class QuickWorkers(Uri studio) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = studio };
    private readonly ConcurrentDictionary<string, string> _running = new(); // the worker of each job at this moment

    /// <summary>How often each job was ended with the studio's consent.</summary>
    public ConcurrentDictionary<string, int> Finished { get; } = new();

    /// <summary>Jobs that two workers had at the same time.</summary>
    public ConcurrentBag<string> Twice { get; } = [];

    /// <summary>Works until it is cancelled; a studio that is away is waited for.</summary>
    public async Task RunAsync(string id, CancellationToken cancel)
    {
        var info = new WorkerInfo(id, id, "1", ["imagine"], "cpu", ["vqgan-toy", "clip-toy"]);
        while (!cancel.IsCancellationRequested)
        {
            if (await PostAsync("api/work/claim", new ClaimRequest(info), cancel) is not { } claimed)
            {
                continue;
            }

            using (claimed)
            {
                if (claimed.StatusCode == HttpStatusCode.OK)
                {
                    await DoAsync(id, (await claimed.Content.ReadFromJsonAsync<ClaimedJob>(JsonSerializerOptions.Web, cancel))!, cancel);
                }
                else
                {
                    await Task.WhenAny(Task.Delay(20, cancel));
                }
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task DoAsync(string worker, ClaimedJob job, CancellationToken cancel)
    {
        if (!_running.TryAdd(job.Id, worker))
        {
            Twice.Add(job.Id);
        }

        await Task.WhenAny(Task.Delay(RandomNumberGenerator.GetInt32(10), cancel));
        var ended = new FinishRequest(job.Token, "succeeded");
        _running.TryRemove(job.Id, out _); // before the studio knows: it may give the next attempt to another one
        using var answer = await PostAsync($"api/work/{job.Id}/finish", ended, cancel);
        if (answer?.StatusCode == HttpStatusCode.NoContent)
        {
            Finished.AddOrUpdate(job.Id, 1, (_, count) => count + 1);
        }
    }

    // null once it is cancelled
    private async Task<HttpResponseMessage?> PostAsync<T>(string path, T body, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var answer = await _http.PostAsJsonAsync(path, body, JsonSerializerOptions.Web, cancel);
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                {
                    return answer;
                }

                answer.Dispose(); // its database is away
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // it is away
            }

            await Task.WhenAny(Task.Delay(50, cancel));
        }

        return null;
    }
}
