using System.Globalization;
using System.Runtime.InteropServices;
using Atelier.Distributed;
using Atelier.Distributed.Mpi;
using Atelier.Distributed.Ranks;
using Atelier.Torch.Distributed;
using TorchSharp;

// One of several processes that the tests start. 0: all was as expected; 2: one sentence on standard error says why it ended.
try
{
    Mpirun.RejectOtherLaunchers();
    if (args[0] == "start") // as many processes as said, through the library; Ctrl-C asks them to stop
    {
        using var interrupt = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            interrupt.Cancel();
        });
        string[] command = [Environment.ProcessPath!, .. args[2..]];
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        return Mpirun.Run(count, command, Console.Error, interrupt.Token, CancellationToken.None);
    }

    torch.set_num_threads(1);
    using var stop = Mpirun.CancelWithInput(Console.OpenStandardInput, () => Environment.Exit(130), CancellationToken.None);
    var group = ProcessGroup.Join(torch.CPU);
    var code = args[0] switch
    {
        "operations" => Operations.Check(group),
        "train" => Print(group, TinyTraining.Run(group, steps: 6)),
        "endless" => Endless.Run(group, args[1], stop.Token),
        "lost-in-backward" => Endless.LoseOneInBackward(group),
        "fail" => throw new ProcessGroupException("This is wrong."),
        "threads" => Print(group, [group.Threads]),
        "vanish" => Endless.Vanish(group),
        _ => throw new ArgumentException($"nothing is called {args[0]}", nameof(args)),
    };
    group.Leave();
    return code;
}
catch (ProcessGroupException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static int Print(IProcessGroup group, IReadOnlyList<double> values)
{
    Console.WriteLine($"rank {group.Rank}: {string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}");
    return 0;
}
