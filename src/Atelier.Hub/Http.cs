using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Atelier.Hub;

/// <summary>HTTP with retries: transient failures (no connection, 408, 429, 5xx) are retried with exponential backoff, or as the server's
/// <c>Retry-After</c> says.</summary>
public static class Http
{
    /// <summary>The shared client of the process, as HttpClient is meant to be used.</summary>
    public static HttpClient Client { get; } = Create(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });

    /// <summary>A client over a handler.</summary>
    public static HttpClient Create(HttpMessageHandler handler)
    {
        var retry = new HttpRetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.FromSeconds(0.5) };
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry).Build();
        return new(new ResilienceHandler(pipeline) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
