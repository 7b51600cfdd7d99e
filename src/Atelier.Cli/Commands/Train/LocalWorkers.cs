using Atelier.Distributed;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Distributed;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Train;

/// <summary>The processes of a run: those that <c>--workers</c> starts on this machine, or those of the user's own <c>mpirun</c>.</summary>
internal static class LocalWorkers
{
    private const int Interrupted = 130;
    private const int AskedWrongly = 2;

    /// <summary>Whether this process is to start the others, not to be one of them.</summary>
    /// <param name="count">Processes asked for; without a meaning where mpirun started this one.</param>
    /// <exception cref="ProcessGroupException">Another launcher than Open MPI's started this process.</exception>
    public static bool MustBeStarted(int count)
    {
        Mpirun.RejectOtherLaunchers();
        return count > 1 && Mpirun.WorldSize is null;
    }

    /// <summary>Runs this command again, as so many processes.</summary>
    /// <param name="count">How many, from 2.</param>
    /// <param name="cancel">Ends them after the step at hand.</param>
    /// <returns>The program's exit code.</returns>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or a process ended and nobody could say why.</exception>
    public static int Start(int count, CancellationToken cancel)
    {
        var own = Environment.GetCommandLineArgs();
        var host = Environment.ProcessPath!;
        string[] command = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, .. own] : [host, .. own[1..]];
        var code = Mpirun.Run(count, command, cancel);
        return code > Interrupted ? AskedWrongly : code; // one was killed, and the others said so
    }

    /// <summary>Joins the others, if there are any, and shares the cores with them.</summary>
    /// <param name="device">What this process computes on.</param>
    /// <exception cref="ProcessGroupException">Open MPI's library is missing.</exception>
    public static IProcessGroup Join(Device device)
    {
        if (Mpirun.WorldSize is not > 1)
        {
            return new SingleProcess();
        }

        var group = ProcessGroup.Join(device);
        if (Environment.GetEnvironmentVariable(Threads.Variable) is not { Length: > 0 })
        {
            set_num_threads(group.Threads);
        }

        return group;
    }
}
