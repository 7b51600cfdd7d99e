using System.Diagnostics;
using Atelier.Studio.Access;

namespace Atelier.Studio.Server;

/// <summary>The worker that a studio starts: a process of its own, so that what kills it leaves the studio alive. It is started again
/// when it ends, and it ends with the studio: its input is a pipe that closes then, however the studio ended.</summary>
internal sealed class ChildWorker(StudioOptions options, ChildKey key)
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_healthy = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(15);

    /// <summary>Keeps a worker running.</summary>
    /// <param name="studio">The studio's address.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task RunAsync(Uri studio, CancellationToken cancel)
    {
        var pause = s_shortestPause;
        while (!cancel.IsCancellationRequested)
        {
            var begun = DateTime.UtcNow;
            var code = await RunOnceAsync(studio, cancel);
            if (cancel.IsCancellationRequested)
            {
                return;
            }

            pause = DateTime.UtcNow - begun > s_healthy ? s_shortestPause : pause;
            options.Say($"the worker ended with code {code}; it is started again in {pause.TotalSeconds:0} s");
            await Task.Delay(pause, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task<int> RunOnceAsync(Uri studio, CancellationToken cancel)
    {
        var start = options.Worker!(studio);
        start.RedirectStandardInput = true;
        start.Environment["ATELIER_KEY"] = key.Value;
        using var worker = Process.Start(start)!;
        try
        {
            await worker.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            worker.StandardInput.Close(); // it gives its job back, and ends
            using var farewell = new CancellationTokenSource(s_farewell);
            await worker.WaitForExitAsync(farewell.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (!worker.HasExited)
            {
                worker.Kill();
                await worker.WaitForExitAsync(CancellationToken.None);
            }
        }

        return worker.ExitCode;
    }
}
