using System.Diagnostics;
using System.Globalization;
using Atelier.Torch.Distributed;

namespace Atelier.Distributed.Mpi;

/// <summary>Open MPI's launcher: starts the processes of a group on this machine, and gives a process its rank among them.</summary>
public static class Mpirun
{
    /// <summary>The command that installs it.</summary>
    public const string InstallCommand = "apt-get install openmpi-bin";

    private const string InputIsHeld = "ATELIER_INPUT_IS_HELD"; // rank 0's standard input stays open until the run should stop
    private const char StopWord = 's'; // its end after this word means: at once
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly string[] s_otherLaunchers = ["PMI_SIZE", "WORLD_SIZE"]; // of MPICH and Slurm; of torchrun
    private static readonly string[] s_names = ["mpirun.openmpi", "mpirun"];

    /// <summary>The number of processes that mpirun started; null where it did not start this one.</summary>
    public static int? WorldSize => Number("OMPI_COMM_WORLD_SIZE");

    /// <summary>The rank of this process on its machine, from 0; null where mpirun did not start it.</summary>
    public static int? LocalRank => Number("OMPI_COMM_WORLD_LOCAL_RANK");

    /// <summary>Rejects processes of another launcher, which would not know of each other.</summary>
    /// <exception cref="ProcessGroupException">Another launcher started this process.</exception>
    public static void RejectOtherLaunchers()
    {
        if (WorldSize is null && s_otherLaunchers.FirstOrDefault(name => Number(name) > 1) is { } other)
        {
            throw new ProcessGroupException($"{other} is {Number(other)}, but Open MPI's mpirun did not start this process: "
                + $"'mpirun -n {Number(other)}' of Open MPI is needed ({InstallCommand}).");
        }
    }

    /// <summary>Runs a command as several processes on this machine, even more than there are cores. Their standard output is this
    /// process's own.</summary>
    /// <param name="count">The number of processes.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="error">Receives their standard error, and equal lines only once.</param>
    /// <param name="stop">Requests the processes to stop together: see <see cref="CancelWithInput"/>.</param>
    /// <param name="end">Ends them at once, and waits until none is left.</param>
    /// <returns>0, or the exit code of the first that failed.</returns>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or a process exited without a message.</exception>
    public static int Run(int count, IReadOnlyList<string> command, TextWriter error, CancellationToken stop, CancellationToken end)
    {
        var mpirun = Find(Environment.GetEnvironmentVariable("PATH") ?? "");
        string[] words = [.. OwnSession(), mpirun, .. Arguments(count, Environment.IsPrivilegedProcess), .. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment[InputIsHeld] = "1";
        start.Environment["TERM"] = "dumb";                            // mpirun gives each process a terminal, whatever its own output is
        start.Environment["OMPI_MCA_mpi_yield_when_idle"] = "1";       // waiting processes yield their core
        using var process = Process.Start(start)!;
        var lines = new HashSet<string>();
        using (stop.Register(() => Tell(process, input => input.Write(StopWord))))
        using (end.Register(() => End(process)))
        {
            while (process.StandardError.ReadLine() is { } line)
            {
                if (!end.IsCancellationRequested && lines.Add(line))
                {
                    error.WriteLine(line);
                }
            }

            process.WaitForExit();
        }

        return process.ExitCode == 0 || lines.Count > 0 || stop.IsCancellationRequested
            ? process.ExitCode
            : throw new ProcessGroupException($"One of the {count} processes has ended without a word, with code {process.ExitCode}.");
    }

    /// <summary>A token that is cancelled with another one, and, in rank 0 of <see cref="Run"/>, when the run should stop: by request, or
    /// because the process that started it has exited.</summary>
    /// <param name="input">Opens the standard input of this process.</param>
    /// <param name="end">Called in rank 0 when the run should end at once: it ends this process, and mpirun then the others.</param>
    /// <param name="other">The other token.</param>
    public static CancellationTokenSource CancelWithInput(Func<Stream> input, Action end, CancellationToken other)
    {
        var released = CancellationTokenSource.CreateLinkedTokenSource(other);
        if (Environment.GetEnvironmentVariable(InputIsHeld) is not null && Number("OMPI_COMM_WORLD_RANK") == 0)
        {
            new Thread(() =>
            {
                using var held = input();
                var isStopped = held.ReadByte() >= 0;
                try
                {
                    released.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // the run has finished already
                }

                if (isStopped)
                {
                    held.CopyTo(Stream.Null); // until its end
                    end();
                }
            })
            { IsBackground = true, Name = "standard input" }.Start();
        }

        return released;
    }

    private static void Tell(Process process, Action<StreamWriter> act)
    {
        try
        {
            lock (process)
            {
                act(process.StandardInput);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // it has ended, or is told to end at once already
        }
    }

    private static void End(Process process)
    {
        Tell(process, input =>
        {
            input.Write(StopWord); // once more: of two signals that arrive together, the second may be handled first
            input.Close();
        });
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Finds the launcher in the folders of a search path.</summary>
    /// <exception cref="ProcessGroupException">There is none, or it is another MPI's.</exception>
    internal static string Find(string path)
    {
        string[] there = [.. from name in s_names from folder in path.Split(Path.PathSeparator)
                             let file = Path.Combine(folder, name) where File.Exists(file) select file];
        if (there.Length == 0)
        {
            throw new ProcessGroupException($"Several processes need Open MPI's mpirun, which is not installed: {InstallCommand}.");
        }

        return there.FirstOrDefault(IsOpenMpi)
            ?? throw new ProcessGroupException($"Several processes need Open MPI, but {there[^1]} is another MPI's: {InstallCommand}.");
    }

    /// <summary>The arguments of mpirun before the command.</summary>
    internal static string[] Arguments(int count, bool root) =>
    [
        "--quiet", "-n", count.ToString(CultureInfo.InvariantCulture), "--oversubscribe", "--bind-to", "none",
        .. root ? ["--allow-run-as-root"] : Array.Empty<string>(),
    ];

    // Ctrl-C must not reach mpirun, which would give the processes only a second
    private static string[] OwnSession() => File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];

    private static bool IsOpenMpi(string mpirun)
    {
        using var process = Process.Start(
            new ProcessStartInfo(mpirun, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process.StandardOutput.ReadToEnd().Contains("Open MPI", StringComparison.Ordinal);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
