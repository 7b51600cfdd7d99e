using System.Globalization;

namespace Atelier.Studio.Tests.Outages;

/// <summary>Listens to a studio's events as a page does: it goes on after the last one when the stream breaks, or is silent for long.
/// </summary>
internal sealed class EventListener : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly TimeSpan _silence;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(long Seq, string Type, string Data)> _stored = [];
    private readonly Task _listening;
    private long? _last;
    private int _streams;
    private int _steps;

    /// <param name="http">The studio.</param>
    /// <param name="silence">How long a stream may be silent before it is opened again.</param>
    public EventListener(HttpClient http, TimeSpan? silence = null)
    {
        (_http, _silence) = (http, silence ?? TimeSpan.FromMinutes(2));
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>How often it was connected.</summary>
    public int Streams => Volatile.Read(ref _streams);

    /// <summary>How often it was told that a job got further, which has no number.</summary>
    public int Steps => Volatile.Read(ref _steps);

    /// <summary>The events with numbers, in the order in which they came.</summary>
    public IReadOnlyList<(long Seq, string Type, string Data)> Stored
    {
        get
        {
            lock (_stored)
            {
                return [.. _stored];
            }
        }
    }

    /// <summary>Waits until it is connected.</summary>
    public Task ConnectedAsync() => UntilAsync(() => Streams > 0);

    /// <summary>Waits until something is the case.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var end = DateTime.UtcNow.AddSeconds(120); !condition(); await Task.Delay(20))
        {
            Assert.True(DateTime.UtcNow < end, $"{Stored.Count} events came: {string.Join(", ", Stored.Select(one => one.Type))}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(100, _stop.Token));
            }
        }
    }

    private async Task ReadAsync()
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        silence.CancelAfter(_silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/events");
        if (_last is { } last)
        {
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
        var (type, data, id) = ("", "", (long?)null);
        while (await reader.ReadLineAsync(silence.Token) is { } line)
        {
            silence.CancelAfter(_silence);
            if (line.Length == 0)
            {
                Take(type, data, id);
                (type, data, id) = ("", "", null);
            }

            type = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : type;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : data;
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture) : id;
        }
    }

    private void Take(string type, string data, long? id)
    {
        _last = id ?? _last;
        if (type == "hello")
        {
            Interlocked.Increment(ref _streams);
        }
        else if (type == "job.step")
        {
            Interlocked.Increment(ref _steps);
        }
        else if (id is { } seq)
        {
            lock (_stored)
            {
                _stored.Add((seq, type, data));
            }
        }
    }
}
