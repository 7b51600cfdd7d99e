using System.Runtime.InteropServices;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Distributed.Mpi;

namespace Atelier.Cli;

/// <summary>Ctrl-C and SIGTERM. The first asks a command that has something to keep to end; any other ends at once, as every command does
/// on the second. Files that are half written are thrown away, and the exit code is 130.</summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>The program's exit code when it was interrupted.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly bool _keeps;
    private int _heard;

    /// <summary>Listens from now on.</summary>
    /// <param name="keeps">Whether the command looks at <see cref="Asked"/> and has something to keep.</param>
    public Interruption(bool keeps)
    {
        _keeps = keeps;
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = true; // the runtime would end the process by itself, without cleaning up
        if (_keeps && Interlocked.Increment(ref _heard) == 1)
        {
            if (!Console.IsErrorRedirected && Mpirun.LocalRank is null)
            {
                Console.Error.WriteLine("\nEnding: what is done so far is kept. Once more ends at once.");
            }

            _asked.Cancel();
            return;
        }

        TemporaryFiles.Discard();
        Console.Error.WriteLine(Console.IsErrorRedirected ? "Interrupted." : "\nInterrupted.");
        End();
    }

    // at once: .NET's own exit has libtorch take itself apart while other threads compute with it
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
