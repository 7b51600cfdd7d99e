using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.SuperResolution;
using Atelier.Torch.Distributed;

namespace Atelier.Training.Learners;

/// <summary>Initial weights of a network: those of a model, or random ones.</summary>
internal static class InitialWeights
{
    /// <summary>Builds a network.</summary>
    /// <param name="start">The model whose weights it starts with; null to draw them.</param>
    /// <param name="random">Draws weights.</param>
    /// <param name="group">The processes that train together.</param>
    /// <param name="build">Builds the network on weights.</param>
    /// <param name="replaced">Tensors, by key, to use instead of the model's.</param>
    /// <exception cref="RecipeException">The model cannot be read or is another network.</exception>
    public static T Build<T>(
        ModelReference? start,
        Generator random,
        IProcessGroup group,
        Func<Weights, T> build,
        IReadOnlyDictionary<string, StoredTensor>? replaced = null) =>
        start is null ? build(Weights.Fresh(random, group)) : start.Load(files => build(Read(files, replaced, group)));

    private static Weights Read(ModelFiles files, IReadOnlyDictionary<string, StoredTensor>? replaced, IProcessGroup group)
    {
        var stored = UpscalerFile.Renamed(ClipFile.OpenOfficial(files), files.Weights).ToDictionary();
        foreach (var (key, tensor) in replaced ?? new Dictionary<string, StoredTensor>())
        {
            stored[key] = tensor;
        }

        return Weights.From(stored, files.Weights, group);
    }
}
