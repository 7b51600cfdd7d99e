using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Torch.Process;

namespace Atelier.Art.Imagine.Loop;

/// <summary>The networks of one or several runs of the guided loop. They are disposed together, also if one of them fails to load.
/// </summary>
internal sealed class LoadedModels : IDisposable
{
    private LoadedModels(IGenerator generator, LoadedCritics critics) => (Generator, Critics) = (generator, critics);

    /// <summary>The generator.</summary>
    public IGenerator Generator { get; }

    /// <summary>The networks of the critics.</summary>
    public LoadedCritics Critics { get; }

    /// <summary>Loads the networks.</summary>
    /// <param name="run">What to load.</param>
    /// <param name="device">Where to.</param>
    /// <param name="cancel">Cancels between networks.</param>
    /// <exception cref="AtelierException">A network cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadedModels Load(PreparedRun run, Device device, CancellationToken cancel)
    {
        using var stack = new ExitStack();
        var generator = stack.Push(run.Generator.Load(run.Options, run.Options.Precision.IsBFloat16(device), device));
        var models = new LoadedModels(generator, stack.Push(LoadedCritics.Load(run, device, cancel)));
        HeapMemory.Trim(); // the weights were read in fp32
        return stack.PopAll(models);
    }

    /// <summary>Disposes all networks.</summary>
    public void Dispose()
    {
        Critics.Dispose();
        Generator.Dispose();
    }
}
