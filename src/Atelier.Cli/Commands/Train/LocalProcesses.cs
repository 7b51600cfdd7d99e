using Atelier.Distributed;
using Atelier.Distributed.Mpi;
using Atelier.Torch.Distributed;
using Atelier.Torch.Process;

namespace Atelier.Cli.Commands.Train;

/// <summary>The processes of a training run: started by <c>--workers</c> on this machine, or by the user's own <c>mpirun</c>.</summary>
internal static class LocalProcesses
{
    private const int Interrupted = Interruption.ExitCode;
    private const int UserError = 2;

    /// <summary>Whether this process shall launch the others instead of being one of them.</summary>
    /// <param name="count">Number of processes; ignored if mpirun started this one.</param>
    /// <exception cref="ProcessGroupException">A launcher other than Open MPI's started this process.</exception>
    public static bool ShouldLaunch(int count)
    {
        Mpirun.RejectOtherLaunchers();
        return count > 1 && Mpirun.WorldSize is null;
    }

    /// <summary>Runs this command in several processes.</summary>
    /// <param name="count">Number of processes, from 2.</param>
    /// <param name="cancel">Ends them after the current step.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ProcessGroupException">Open MPI is missing, or a process ended for an unknown reason.</exception>
    public static int Launch(int count, CancellationToken cancel)
    {
        var own = Environment.GetCommandLineArgs();
        var host = Environment.ProcessPath!;
        string[] command = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, .. own] : [host, .. own[1..]];
        var code = Mpirun.Run(count, command, Console.Error, cancel, Interruption.Repeated);
        return code > Interrupted ? UserError : code; // one was killed, and the others have reported it
    }

    /// <summary>Joins the process group, and divides the cores among its processes.</summary>
    /// <param name="device">The device of this process.</param>
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
