using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Atelier.Hub;

/// <summary>How everything is asked for over HTTP: what fails for a moment only (no connection, 408, 429, 5xx) is asked for again, later
/// and later, or when the server's <c>Retry-After</c> says.</summary>
public static class Http
{
    /// <summary>The client of the whole program.</summary>
    public static HttpClient Client { get; } = Create(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });

    /// <summary>A client over any handler.</summary>
    public static HttpClient Create(HttpMessageHandler handler)
    {
        var again = new HttpRetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.FromSeconds(0.5) };
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(again).Build();
        return new(new ResilienceHandler(pipeline) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
