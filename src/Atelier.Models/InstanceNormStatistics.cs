namespace Atelier.Models;

/// <summary>Running statistics of instance norms, which files from before PyTorch 0.4 hold and nothing uses.</summary>
internal static class InstanceNormStatistics
{
    private static readonly string[] Names = [".running_mean", ".running_var", ".num_batches_tracked"];

    /// <summary>The weights without them.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> Dropped(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.Where(pair => !Names.Any(name => pair.Key.EndsWith(name, StringComparison.Ordinal)))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
}
