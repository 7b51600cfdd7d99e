using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Distributed.Mpi;

namespace Atelier.Cli;

/// <summary>Handles Ctrl-C and SIGTERM. The first signal asks a cancellable command to end with what it has so far. The second one, and
/// the first one for other commands, ends the process at once. Incomplete files are deleted, and the exit code is 130.</summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>The exit code of an interrupted program.</summary>
    public const int ExitCode = 130;

    private static readonly CancellationTokenSource s_repeated = new();
    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly bool _isCancellable;
    private int _signalCount;

    /// <summary>Starts to handle signals.</summary>
    /// <param name="isCancellable">Whether the command observes <see cref="Requested"/>.</param>
    public Interruption(bool isCancellable)
    {
        _isCancellable = isCancellable;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Cancelled by the second signal, just before the process ends: for what other processes must be told.</summary>
    public static CancellationToken Repeated => s_repeated.Token;

    /// <summary>Deletes incomplete files and ends the process.</summary>
    public static void EndAtOnce() => TemporaryFiles.Discard(End);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Stops handling signals.</summary>
    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // otherwise the runtime ends the process without cleaning up
        if (_isCancellable && Interlocked.Increment(ref _signalCount) == 1)
        {
            if (!Console.IsErrorRedirected && Mpirun.LocalRank is null)
            {
                Console.Error.WriteLine("\nStopping: what is done so far is kept. Press Ctrl-C again to quit at once.");
            }

            _requested.Cancel();
            return;
        }

        s_repeated.Cancel();
        Console.Error.WriteLine(Console.IsErrorRedirected ? "Interrupted." : "\nInterrupted.");
        EndAtOnce();
    }

    // not Environment.Exit: it runs libtorch's destructors while other threads compute
    private static void End()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(ExitCode);
        }

        ExitNow(ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
