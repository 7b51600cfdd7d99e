using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Atelier.Studio.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Atelier.Studio.Webhooks;

/// <summary>Sends the messages of the outbox: signed, without following redirects, and only to the internet unless told otherwise.
/// </summary>
internal sealed partial class Deliverer : BackgroundService
{
    private static readonly TimeSpan s_round = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private readonly Outbox _outbox;
    private readonly WebhookSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly ILogger<Deliverer> _log;
    private readonly HttpClient _http;

    public Deliverer(Outbox outbox, WebhookSecrets secrets, StudioOptions options, TimeProvider time, ILogger<Deliverer> log)
    {
        (_outbox, _secrets, _time, _log) = (outbox, secrets, time, log);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        if (!options.PrivateWebhooks)
        {
            handler.ConnectCallback = PublicAddresses.ConnectAsync;
        }

        _http = new(handler) { Timeout = s_patience, MaxResponseContentBufferSize = 1 << 16 };
        _http.DefaultRequestHeaders.UserAgent.Add(new("Atelier", null));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Task.WhenAll((await _outbox.TakeAsync(stoppingToken)).Select(message => DeliverAsync(message, stoppingToken)));
            }
            catch (Exception e) when (Database.IsAway(e))
            {
                LogFailure(e); // a database that is away comes back
            }
        }
    }

    private async Task DeliverAsync(Delivery message, CancellationToken cancel)
    {
        var (error, forGood) = await SendAsync(message, cancel);
        await (error is null ? _outbox.DeliveredAsync(message) : _outbox.FailedAsync(message, error, forGood));
    }

    // why it did not arrive, and whether it is of no use to try again
    private async Task<(string? Error, bool ForGood)> SendAsync(Delivery message, CancellationToken cancel)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var secret = await _secrets.OfAsync(message.UserId, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url)
        {
            Content = new StringContent(message.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecrets.Sign(secret, message.Id, timestamp, message.Body));
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode ? (null, false)
                : ($"it answered {(int)answer.StatusCode}", answer.StatusCode == HttpStatusCode.Gone);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (e.InnerException?.Message ?? e.Message, false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "webhooks wait: the database did not answer")]
    private partial void LogFailure(Exception error);
}
