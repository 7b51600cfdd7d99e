using Atelier.Torch.Distributed;
using Atelier.Training.Data;

namespace Atelier.Training.Loop;

/// <summary>What differs between trained models: their networks, losses, samples and metrics.</summary>
public interface ILearner : IDisposable
{
    /// <summary>The networks, in the order in which a step updates them. The first is the one that is saved.</summary>
    IReadOnlyList<TrainableModule> Modules { get; }

    /// <summary>Inner steps of a step, each with a batch of its own; a WGAN has one per critic update.</summary>
    int InnerSteps => 1;

    /// <summary>Tensors a checkpoint needs besides the modules, by name.</summary>
    IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>();

    /// <summary>Histograms for the log, by name: how often each of the values 0, 1, … occurs.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<double>> Histograms => new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>The loss of one module, a scalar.</summary>
    /// <param name="module">The module about to be updated.</param>
    /// <param name="batch">The pictures.</param>
    /// <param name="context">The step, the process group, the random generator and the metrics.</param>
    Tensor Loss(TrainableModule module, PictureBatch batch, StepContext context);

    /// <summary>Called after all modules of a step were updated.</summary>
    void OnStepEnd(StepContext context)
    {
    }

    /// <summary>Pictures that show the progress, [n, c, h, w] in [0, 1].</summary>
    /// <param name="batch">The first held-out pictures.</param>
    /// <param name="random">In the same state at every call.</param>
    Tensor Sample(PictureBatch batch, Generator random);

    /// <summary>Metrics on held-out pictures, by name.</summary>
    IReadOnlyDictionary<string, double> Evaluate(IEnumerable<PictureBatch> heldOut) => new Dictionary<string, double>();

    /// <summary>Writes what a model folder needs besides the weights.</summary>
    void WriteConfig(string folder);
}
