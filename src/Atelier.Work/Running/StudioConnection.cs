using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Atelier.Work.Kinds;
using Atelier.Work.Protocol;

namespace Atelier.Work.Running;

/// <summary>A worker's requests to its studio. They are repeated until they are answered: a studio that restarts is waited for.</summary>
internal sealed class StudioConnection : IDisposable
{
    private const double LongestPause = 3; // seconds between two tries
    private const int WaitSeconds = 20;    // for a job
    private static readonly TimeSpan s_message = TimeSpan.FromSeconds(10); // no answer within means that the network is cut
    private static readonly TimeSpan s_claim = TimeSpan.FromSeconds(WaitSeconds) + s_message;
    private static readonly TimeSpan s_file = TimeSpan.FromSeconds(100);
    private readonly HttpClient _http;

    public StudioConnection(Uri address, string? key)
    {
        _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan,
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }
    }

    /// <summary>Waits for a job a while.</summary>
    /// <returns>The job, or null if there was none.</returns>
    public async Task<ClaimedJob?> ClaimAsync(WorkerInfo worker, CancellationToken cancel)
    {
        using var response = await SendAsync(
            () => Post("api/work/claim", new ClaimRequest(worker, WaitSeconds)), s_claim, cancel);
        return response.StatusCode == HttpStatusCode.NoContent ? null : await ReadAsync<ClaimedJob>(response, cancel);
    }

    public async Task<BeatResponse> BeatAsync(string job, BeatRequest beat, CancellationToken cancel)
    {
        using var response = await SendAsync(() => Post($"api/work/{job}/beat", beat), s_message, cancel);
        return await ReadAsync<BeatResponse>(response, cancel);
    }

    public async Task FinishAsync(string job, FinishRequest finish, CancellationToken cancel) =>
        (await SendAsync(() => Post($"api/work/{job}/finish", finish), s_message, cancel)).Dispose();

    public async Task ReleaseAsync(string job, ReleaseRequest release, CancellationToken cancel) =>
        (await SendAsync(() => Post($"api/work/{job}/release", release), s_message, cancel)).Dispose();

    public Task<string> PutStepAsync(string job, string token, int iteration, byte[] picture, CancellationToken cancel) =>
        PutAsync($"api/work/{job}/steps/{iteration}", token, new("", "image/webp", picture), cancel);

    public Task<string> PutCheckpointAsync(string job, string token, int iteration, byte[] state, CancellationToken cancel) =>
        PutAsync($"api/work/{job}/checkpoint?iteration={iteration}", token, new("", "application/octet-stream", state), cancel);

    public Task<string> PutOutputAsync(string job, string token, JobOutput output, CancellationToken cancel) =>
        PutAsync($"api/work/{job}/outputs/{output.Name}", token, output, cancel);

    public async Task<byte[]> GetBlobAsync(string sha256, CancellationToken cancel)
    {
        using var response = await SendAsync(() => new(HttpMethod.Get, $"api/blobs/{sha256}"), s_file, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> PutAsync(string path, string token, JobOutput file, CancellationToken cancel)
    {
        using var response = await SendAsync(
            () =>
            {
                var content = new ByteArrayContent(file.Content) { Headers = { ContentType = MediaTypeHeaderValue.Parse(file.Type) } };
                var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
                request.Headers.Add(LeaseHeaders.Token, token);
                if (file is { Width: { } width, Height: { } height })
                {
                    request.Headers.Add(LeaseHeaders.Width, width.ToString(CultureInfo.InvariantCulture));
                    request.Headers.Add(LeaseHeaders.Height, height.ToString(CultureInfo.InvariantCulture));
                }

                return request;
            },
            s_file, cancel);
        return (await ReadAsync<StoredFile>(response, cancel)).Sha256;
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, TimeSpan patience, CancellationToken cancel)
    {
        for (var pause = 0.1; ; pause = Math.Min(2 * pause, LongestPause))
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(patience);
                using var request = create();
                var response = await _http.SendAsync(request, limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    await ThrowIfFinalAsync(response, cancel);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                // the studio is away for a while
            }

            await Task.Delay(TimeSpan.FromSeconds(pause), cancel);
        }
    }

    private static async Task ThrowIfFinalAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Gone)
        {
            throw new LeaseEndedException();
        }

        if (status is >= 400 and < 500 and not (408 or 425 or 429))
        {
            var body = await response.Content.ReadAsStringAsync(cancel);
            throw new StudioRefusedException(
                $"{response.RequestMessage!.RequestUri} refuses this worker ({status}): {Detail(body) ?? "it is no studio."}");
        }
    }

    private static string? Detail(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HttpRequestMessage Post<T>(string path, T body) => new(HttpMethod.Post, path) { Content = Json(body) };

    private static JsonContent Json<T>(T body) => JsonContent.Create(body, options: JsonSerializerOptions.Web);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancel))!;
        }
        catch (JsonException e)
        {
            throw new StudioRefusedException($"{response.RequestMessage!.RequestUri} answers as no studio does.", e);
        }
    }
}
