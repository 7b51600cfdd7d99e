using System.Diagnostics;
using System.Globalization;
using Atelier.Torch.Distributed;

namespace Atelier.Distributed.Mpi;

/// <summary>Open MPI's launcher: starts the processes of a group on this machine, and tells a process what it is among them.</summary>
public static class Mpirun
{
    /// <summary>What installs it.</summary>
    public const string Cure = "apt-get install openmpi-bin";

    private const string Held = "ATELIER_INPUT_IS_HELD"; // rank 0's standard input stays open as long as the run is wanted
    private static readonly string[] s_others = ["PMI_SIZE", "WORLD_SIZE"]; // of MPICH and Slurm, of torchrun
    private static readonly string[] s_names = ["mpirun.openmpi", "mpirun"];

    /// <summary>How many processes mpirun started together with this one; null where it did not start this one.</summary>
    public static int? WorldSize => Number("OMPI_COMM_WORLD_SIZE");

    /// <summary>The number of this process among those on its machine, from 0; null where mpirun did not start it.</summary>
    public static int? LocalRank => Number("OMPI_COMM_WORLD_LOCAL_RANK");

    /// <summary>Refuses to be one of several processes of another launcher: they would work side by side without knowing.</summary>
    /// <exception cref="ProcessGroupException">Another launcher started this process.</exception>
    public static void MustNotBeAnother()
    {
        if (WorldSize is null && s_others.FirstOrDefault(name => Number(name) > 1) is { } other)
        {
            throw new ProcessGroupException($"{other} is {Number(other)}, but Open MPI's mpirun did not start this process: "
                + $"'mpirun -n {Number(other)}' of Open MPI is needed ({Cure}).");
        }
    }

    /// <summary>Runs a command as several processes on this machine, as many as are asked for, however few cores there are. Their output is
    /// passed on; what several say on standard error is passed on once.</summary>
    /// <param name="count">How many.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="stop">Asks the processes to stop together: see <see cref="UntilReleased"/>.</param>
    /// <returns>0, or the exit code of the first that failed.</returns>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or a process ended and nobody could say why.</exception>
    public static int Run(int count, IReadOnlyList<string> command, CancellationToken stop)
    {
        var mpirun = Find(Environment.GetEnvironmentVariable("PATH") ?? "");
        string[] words = [.. OwnSession(), mpirun, .. Arguments(count, Environment.IsPrivilegedProcess), .. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardError = true };
        start.Environment[Held] = "1";
        start.Environment["TERM"] = "dumb";                            // mpirun shows each process a terminal, whatever its own output is
        start.Environment["OMPI_MCA_mpi_yield_when_idle"] = "1";       // who waits leaves the core to others
        using var process = Process.Start(start)!;
        var said = new HashSet<string>();
        using (stop.Register(process.StandardInput.Close))
        {
            while (process.StandardError.ReadLine() is { } line)
            {
                if (said.Add(line))
                {
                    Console.Error.WriteLine(line);
                }
            }

            process.WaitForExit();
        }

        return process.ExitCode == 0 || said.Count > 0 || stop.IsCancellationRequested
            ? process.ExitCode
            : throw new ProcessGroupException($"One of the {count} processes has ended without a word, with code {process.ExitCode}.");
    }

    /// <summary>A token that is cancelled with another one, and, in rank 0 of <see cref="Run"/>, when the run is no longer wanted: it was
    /// asked to stop, or the process that started it has ended.</summary>
    public static CancellationTokenSource UntilReleased(CancellationToken other)
    {
        var released = CancellationTokenSource.CreateLinkedTokenSource(other);
        if (Environment.GetEnvironmentVariable(Held) is not null && Number("OMPI_COMM_WORLD_RANK") == 0)
        {
            new Thread(() =>
            {
                using var input = Console.OpenStandardInput();
                input.CopyTo(Stream.Null);
                try
                {
                    released.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // the work was done before
                }
            })
            { IsBackground = true, Name = "standard input" }.Start();
        }

        return released;
    }

    /// <summary>The launcher in the folders of a path.</summary>
    /// <exception cref="ProcessGroupException">There is none, or it is another MPI's.</exception>
    internal static string Find(string path)
    {
        string[] there = [.. from name in s_names from folder in path.Split(Path.PathSeparator)
                             let file = Path.Combine(folder, name) where File.Exists(file) select file];
        if (there.Length == 0)
        {
            throw new ProcessGroupException($"Several processes need Open MPI's mpirun, which is not installed: {Cure}.");
        }

        return there.FirstOrDefault(IsOpenMpi)
            ?? throw new ProcessGroupException($"Several processes need Open MPI, but {there[^1]} is another MPI's: {Cure}.");
    }

    /// <summary>What mpirun is told before the command.</summary>
    internal static string[] Arguments(int count, bool root) =>
    [
        "--quiet", "-n", count.ToString(CultureInfo.InvariantCulture), "--oversubscribe", "--bind-to", "none",
        .. root ? ["--allow-run-as-root"] : Array.Empty<string>(),
    ];

    // Ctrl-C reaches this process, not mpirun, which would leave the others a second
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
