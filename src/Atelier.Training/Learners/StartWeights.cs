using Atelier.Core;
using Atelier.Models;
using Atelier.Models.Clip;
using Atelier.Models.SuperResolution;
using Atelier.Torch.Distributed;

namespace Atelier.Training.Learners;

/// <summary>Where a network's first weights come from.</summary>
internal static class StartWeights
{
    /// <summary>Builds a network on those of a model, or on freshly drawn ones where there is none.</summary>
    /// <param name="start">The model, or null.</param>
    /// <param name="random">Draws fresh ones.</param>
    /// <param name="group">The processes that train it together.</param>
    /// <param name="build">Builds the network.</param>
    /// <param name="fresh">Tensors that are drawn freshly although the model has them, by key.</param>
    /// <exception cref="UserException">The model cannot be read or is another network.</exception>
    public static T Build<T>(
        NamedModel? start,
        Generator random,
        IProcessGroup group,
        Func<Weights, T> build,
        IReadOnlyDictionary<string, StoredTensor>? fresh = null) =>
        start is null ? build(Weights.Fresh(random, group)) : start.Load(files => build(Of(files, fresh, group)));

    private static Weights Of(ModelFiles files, IReadOnlyDictionary<string, StoredTensor>? fresh, IProcessGroup group)
    {
        var stored = UpscalerFile.Renamed(ClipFile.OpenOfficial(files), files.Weights).ToDictionary();
        foreach (var (key, tensor) in fresh ?? new Dictionary<string, StoredTensor>())
        {
            stored[key] = tensor;
        }

        return Weights.From(stored, files.Weights, group);
    }
}
