using Atelier.Art.Imagine.Runs;
using Atelier.Core;
using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.Process;

namespace Atelier.Art.Imagine.Loop;

/// <summary>The networks of a run. They are disposed together, also if one of them fails to load.</summary>
internal sealed class LoadedModels : IDisposable
{
    private readonly List<ICritic> _critics = [];

    private LoadedModels(IGenerator generator) => Generator = generator;

    /// <summary>The generator.</summary>
    public IGenerator Generator { get; }

    /// <summary>A critic for each CLIP.</summary>
    public IReadOnlyList<ICritic> Critics => _critics;

    /// <summary>Loads the networks, and encodes the prompts.</summary>
    /// <param name="run">What to load.</param>
    /// <param name="random">Chooses the cut-outs of image prompts; the networks are on its device.</param>
    /// <param name="cancel">Cancels between networks.</param>
    /// <exception cref="AtelierException">A network cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LoadedModels Load(PreparedRun run, Generator random, CancellationToken cancel)
    {
        var options = run.Options;
        var fast = options.Precision.IsBFloat16(random.device);
        var models = new LoadedModels(LoadGenerator(run, fast, random.device));
        try
        {
            foreach (var files in run.ClipFiles)
            {
                cancel.ThrowIfCancellationRequested();
                models._critics.Add(CriticLoader.Load(
                    files,
                    options.Plan,
                    resolution => new(resolution, options.Cutn!.Value, options.CutPower, options.CutMethod),
                    options.Augmentation,
                    fast,
                    random));
            }
        }
        catch
        {
            models.Dispose();
            throw;
        }

        HeapMemory.Trim(); // the weights were read in fp32
        return models;
    }

    /// <summary>Disposes all networks.</summary>
    public void Dispose()
    {
        _critics.ForEach(critic => critic.Dispose());
        Generator.Dispose();
    }

    private static VqganGenerator LoadGenerator(PreparedRun run, bool fast, Device device)
    {
        var model = VqganFile.Load(run.GeneratorFiles, device);
        if (fast)
        {
            model.ToBFloat16();
        }

        return new(model);
    }
}
