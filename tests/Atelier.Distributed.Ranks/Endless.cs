using System.Diagnostics;
using Atelier.Torch.Distributed;
using static TorchSharp.torch;

namespace Atelier.Distributed.Ranks;

/// <summary>Runs that end by force.</summary>
internal static class Endless
{
    /// <summary>Trains until asked to stop, or until another process has ended. Each process tells its number in a folder.</summary>
    /// <returns>130 when asked to stop, as all are then.</returns>
    public static int Run(IProcessGroup group, string folder, CancellationToken stop)
    {
        for (var round = 0; ; round++)
        {
            using var scope = NewDisposeScope();
            _ = TinyTraining.Run(group, steps: 3);
            if (round == 0)
            {
                File.WriteAllText(Path.Combine(folder, $"{group.Rank}.new"), $"{Environment.ProcessId}");
                File.Move(Path.Combine(folder, $"{group.Rank}.new"), Path.Combine(folder, $"{group.Rank}"));
            }

            if (group.Mean(tensor(stop.IsCancellationRequested ? 1f : 0f)).item<float>() > 0)
            {
                return 130;
            }
        }
    }

    /// <summary>The last rank dies when the others are in a backward pass, which comes to its end all the same.</summary>
    public static int LoseOneInBackward(IProcessGroup group)
    {
        var x = ones(2).requires_grad_(true);
        var loss = group.Gather(group.Mean(x).reshape(1, -1)).sum(); // two operations of the backward pass
        if (group.Rank == group.WorldSize - 1)
        {
            Process.GetCurrentProcess().Kill();
        }

        loss.backward();
        Console.WriteLine($"rank {group.Rank}: backward returned {string.Join(' ', x.grad!.shape)}");
        group.ThrowIfFailed();
        return 0;
    }

    /// <summary>Rank 0 ends without leaving, as after an error of its own.</summary>
    public static int Vanish(IProcessGroup group)
    {
        if (group.IsMain)
        {
            throw new ProcessGroupException("This is wrong.");
        }

        group.Barrier();
        return 0;
    }
}
