using System.Text.Json;
using Atelier.Work.Kinds;
using Atelier.Work.Protocol;

namespace Atelier.Work.Running;

/// <summary>A job under a lease: what it reports is sent in the background, so that it computes on while the network is slow.</summary>
internal sealed class LeasedRun : JobRun, IAsyncDisposable
{
    private const int BeatsInLease = 6; // some may be lost
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(50); // between two rounds of news
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(10);      // for the last news of a worker that stops
    private readonly StudioConnection _studio;
    private readonly ClaimedJob _job;
    private readonly CancellationToken _shutdown;
    private readonly CancellationTokenRegistration _onShutdown;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _sending = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Lock _lock = new();
    private readonly Queue<(JobStep Step, byte[] Picture)> _previews = [];
    private readonly Queue<JobOutput> _outputs = [];
    private readonly Task _sender;
    private JobStep? _latest;
    private (int Iteration, byte[] State)? _state;
    private volatile string? _stop;
    private string? _steer;                            // what somebody asks for
    private string? _taken;                            // the request that the job has seen
    private (string Request, JsonElement Input)? _steered; // the request that is fulfilled, until the studio knows

    public LeasedRun(StudioConnection studio, ClaimedJob job, CancellationToken shutdown)
    {
        (_studio, _job, _shutdown) = (studio, job, shutdown);
        Stop(job.Stop);
        _onShutdown = shutdown.Register(() =>
        {
            _stopping.Cancel();
            _sending.CancelAfter(s_farewell);
        });
        _sender = Task.Run(SendAsync, CancellationToken.None);
    }

    public override CancellationToken Stopping => _stopping.Token;

    public override bool KeepsResult => _stop == "keep" && !IsLost && !_shutdown.IsCancellationRequested;

    /// <summary>Whether somebody else has the job now.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether the job was given up on request.</summary>
    public bool IsDiscarded => _stop == "discard";

    public override void Report(JobStep step, byte[]? preview = null)
    {
        lock (_lock)
        {
            _latest = step;
            if (preview is not null)
            {
                _previews.Enqueue((step, preview));
            }
        }

        _news.Release();
    }

    public override void HandIn(JobOutput output)
    {
        lock (_lock)
        {
            _outputs.Enqueue(output);
        }

        _news.Release();
    }

    public override void Save(int iteration, byte[] state)
    {
        lock (_lock)
        {
            _state = (iteration, state);
        }

        _news.Release();
    }

    public override IReadOnlyDictionary<string, double>? TakeSteering()
    {
        lock (_lock)
        {
            if (_steer is null || _steer == _taken)
            {
                return null;
            }

            _taken = _steer;
            return JsonSerializer.Deserialize<Dictionary<string, double>>(_steer);
        }
    }

    public override void Steered(JsonElement input)
    {
        lock (_lock)
        {
            _steered = (_taken!, input);
        }

        _news.Release();
    }

    /// <summary>Sends what is left, and renews the lease no longer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _sender;
        await _onShutdown.DisposeAsync();
        _ended.Dispose();
        _sending.Dispose();
        _stopping.Dispose();
        _news.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            var beat = TimeSpan.FromSeconds(_job.LeaseSeconds / BeatsInLease);
            while (!_ended.IsCancellationRequested)
            {
                if (!await SendNewsAsync())
                {
                    await BeatAsync(null);
                }

                await Task.Delay(s_shortest, CancellationToken.None);
                await Task.WhenAny(_news.WaitAsync(beat, _ended.Token));
            }

            await SendNewsAsync();
        }
        catch (Exception e) when (e is LeaseEndedException or StudioRefusedException or OperationCanceledException)
        {
            IsLost = true;
            await _stopping.CancelAsync();
        }
    }

    // the files, the pictures with their figures, then the newest figures, then the newest state
    private async Task<bool> SendNewsAsync()
    {
        while (_news.Wait(0, CancellationToken.None))
        {
            // one round sends whatever there is
        }

        var any = false;
        while (NextOutput() is { } output)
        {
            await _studio.PutOutputAsync(_job.Id, _job.Token, output, _sending.Token);
        }

        while (Next() is var (step, picture, state))
        {
            any = true;
            if (step is not null)
            {
                await BeatAsync(step);
            }

            if (picture is not null)
            {
                await _studio.PutStepAsync(_job.Id, _job.Token, step!.Iteration, picture, _sending.Token);
            }

            if (state is { } saved)
            {
                await _studio.PutCheckpointAsync(_job.Id, _job.Token, saved.Iteration, saved.State, _sending.Token);
            }
        }

        return any;
    }

    private JobOutput? NextOutput()
    {
        lock (_lock)
        {
            return _outputs.TryDequeue(out var output) ? output : null;
        }
    }

    private (JobStep? Step, byte[]? Picture, (int Iteration, byte[] State)? State)? Next()
    {
        lock (_lock)
        {
            if (_previews.TryDequeue(out var preview))
            {
                _latest = _latest == preview.Step ? null : _latest;
                return (preview.Step, preview.Picture, null);
            }

            var (step, state) = (_latest, _state);
            (_latest, _state) = (null, null);
            return step is null && state is null ? null : (step, null, state);
        }
    }

    private async Task BeatAsync(JobStep? step)
    {
        var beat = step is null ? new BeatRequest(_job.Token)
            : new(_job.Token, step.Iteration, step.Total, step.Loss, step.Losses, step.Pace, step.Message);
        lock (_lock)
        {
            beat = _steered is var (request, input) ? beat with { Steered = request, Input = input } : beat;
            _steered = null;
        }

        var answer = await _studio.BeatAsync(_job.Id, beat, _sending.Token); // which is repeated until it arrives
        lock (_lock)
        {
            (_steer, _taken) = (answer.Steer, answer.Steer is null ? null : _taken);
        }

        Stop(answer.Stop);
    }

    private void Stop(string? stop)
    {
        if (stop is not null)
        {
            _stop = stop;
            _stopping.Cancel();
        }
    }
}
