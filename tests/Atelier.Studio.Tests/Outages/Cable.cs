using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Atelier.Studio.Tests.Outages;

/// <summary>A way to a studio that can be cut: nothing passes then, in neither direction, and nobody is told. Connections that were open
/// are gone when it is mended, as those of a router that was exchanged.</summary>
internal sealed class Cable : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _studio;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _carrying = [];
    private readonly ConcurrentBag<CancellationToken> _forgotten = [];
    private readonly TaskCompletionSource _over = new();
    private readonly Task _accepting;
    private CancellationTokenSource _whole = new();
    private TaskCompletionSource _mended = new();

    public Cable(Uri studio)
    {
        _studio = studio;
        _listener.Start();
        _mended.SetResult();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The studio's address at this end.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Cuts it.</summary>
    public async Task CutAsync()
    {
        _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _whole.CancelAsync();
    }

    /// <summary>Mends it.</summary>
    public void Mend()
    {
        _whole = new();
        _mended.SetResult();
    }

    /// <summary>Forgets the connections that are open, as a router does that has too many: nothing passes in them any more, and nobody is
    /// told. New ones pass.</summary>
    public async Task ForgetAsync()
    {
        var before = _whole;
        _whole = new();
        _forgotten.Add(before.Token);
        await before.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _over.SetResult();
        await _end.CancelAsync();
        await _whole.CancelAsync();
        _mended.TrySetResult();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_carrying);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using (near)
        {
            await _mended.Task; // a connection that is tried meanwhile hangs
            var whole = _whole.Token;
            using var far = new TcpClient();
            try
            {
                await far.ConnectAsync(_studio.Host, _studio.Port, whole);
                await Task.WhenAny(
                    near.GetStream().CopyToAsync(far.GetStream(), whole), far.GetStream().CopyToAsync(near.GetStream(), whole));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // one of them has gone, or the cable
            }

            await (_forgotten.Contains(whole) ? _over : _mended).Task; // both believe that they are connected until then
        }
    }
}
