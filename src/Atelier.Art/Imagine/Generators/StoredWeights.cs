using Atelier.Models;

namespace Atelier.Art.Imagine.Generators;

/// <summary>What the headers of weight files tell.</summary>
internal static class StoredWeights
{
    /// <summary>Numbers of all tensors but those of a training loss.</summary>
    public static long CountNumbers(this IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.Where(pair => !pair.Key.StartsWith("loss.", StringComparison.Ordinal))
            .Sum(pair => pair.Value.Shape.Aggregate(1L, (product, size) => product * size));
}
