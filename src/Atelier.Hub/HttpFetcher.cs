using System.Net;
using Polly;
using Polly.Retry;

namespace Atelier.Hub;

/// <summary>Fetches over HTTP and resumes broken downloads (RFC 9110, section 14). The server's validator is kept beside the partial file,
/// so that parts of two versions are never joined.</summary>
/// <param name="http">The client; null for <see cref="Http.Client"/>.</param>
public sealed class HttpFetcher(HttpClient? http = null) : IFetcher
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60); // without data

    // the client retries requests without a response; this retries responses that break off
    private static readonly ResiliencePipeline Resume = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<IOException>(),
        MaxRetryAttempts = 3,
        Delay = TimeSpan.FromSeconds(0.5),
        BackoffType = DelayBackoffType.Exponential,
    }).Build();

    private readonly HttpClient _http = http ?? Http.Client;

    /// <inheritdoc/>
    public async Task FetchAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        try
        {
            await Resume.ExecuteAsync(async token => await TryAsync(address, path, progress, token).ConfigureAwait(false), cancel)
                .ConfigureAwait(false);
            File.Delete(Validator(path));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FetchException($"{address.Host}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task TryAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await ReceiveAsync(address, path, progress, timeout).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IOException("it fell silent", e);
        }
    }

    private async Task ReceiveAsync(Uri address, string path, IProgress<FetchProgress>? progress, CancellationTokenSource timeout)
    {
        timeout.CancelAfter(IdleTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var there = File.Exists(path) && File.Exists(Validator(path)) ? new FileInfo(path).Length : 0;
        if (there > 0)
        {
            request.Headers.Range = new(there, null);
            var validator = await File.ReadAllTextAsync(Validator(path), timeout.Token).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) // the file is complete, or has changed
        {
            if (response.Content.Headers.ContentRange?.Length == there)
            {
                return;
            }

            File.Delete(path);
            throw new IOException("the file has changed");
        }

        response.EnsureSuccessStatusCode();
        there = response.StatusCode == HttpStatusCode.PartialContent ? there : 0; // else the server sends the file from the start
        SaveValidator(path, response);
        var total = there + response.Content.Headers.ContentLength;
        using var file = new FileStream(path, there > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        using var body = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        for (int read; (read = await body.ReadAsync(buffer, timeout.Token).ConfigureAwait(false)) > 0;)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), timeout.Token).ConfigureAwait(false);
            there += read;
            progress?.Report(new(Path.GetFileName(path), there, total));
            timeout.CancelAfter(IdleTimeout);
        }

        if (total is not null && there != total)
        {
            throw new IOException($"only {there} of {total} bytes came");
        }
    }

    private static string Validator(string path) => path + ".validator";

    private static void SaveValidator(string path, HttpResponseMessage response)
    {
        var tag = response.Headers.ETag is { IsWeak: false } strong ? strong.Tag : response.Content.Headers.LastModified?.ToString("R");
        if (tag is not null)
        {
            File.WriteAllText(Validator(path), tag);
        }
        else
        {
            File.Delete(Validator(path)); // cannot be resumed
        }
    }
}
