using Atelier.Models;
using Atelier.Nn;
using Atelier.Tensors;

namespace Atelier.Training.Learners;

/// <summary>Where a network's first weights come from.</summary>
internal static class StartWeights
{
    /// <summary>Those of a model folder or file, or drawn freshly where there is none.</summary>
    /// <param name="start">The folder or file, or null.</param>
    /// <param name="random">Draws fresh ones.</param>
    /// <param name="fresh">Tensors that are drawn freshly although the model has them, by key.</param>
    public static Weights Of(string? start, RandomGenerator random, IReadOnlyDictionary<string, StoredTensor>? fresh = null)
    {
        if (start is null)
        {
            return Weights.Fresh(random);
        }

        var files = ModelFiles.Find(start);
        var stored = files.Open().ToDictionary();
        foreach (var (key, tensor) in fresh ?? new Dictionary<string, StoredTensor>())
        {
            stored[key] = tensor;
        }

        return Weights.From(stored, files.Weights);
    }
}
