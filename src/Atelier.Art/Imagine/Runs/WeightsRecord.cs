using System.Security.Cryptography;
using Atelier.Models;

namespace Atelier.Art.Imagine.Runs;

/// <summary>The SHA-256 of weight files, by the names of their models: what tells whether a
/// picture can be made again just as it was.</summary>
public static class WeightsRecord
{
    /// <summary>The hashes of these models.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<(string Name, ModelFiles Files)> models) =>
        models.DistinctBy(model => model.Name).ToDictionary(model => model.Name, model => Hash(model.Files.Weights));

    /// <summary>The names of those models whose weights are no longer what they were.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string>? then, IReadOnlyDictionary<string, string> now) =>
        [.. now.Where(pair => then?.TryGetValue(pair.Key, out var was) == true && was != pair.Value).Select(pair => pair.Key)];

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
