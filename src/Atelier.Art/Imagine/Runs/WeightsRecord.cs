using System.Security.Cryptography;
using Atelier.Models;

namespace Atelier.Art.Imagine.Runs;

/// <summary>SHA-256 hashes of weight files by the names of their models. They show whether a picture can be reproduced exactly.</summary>
public static class WeightsRecord
{
    /// <summary>Hashes the weights of these models.</summary>
    public static IReadOnlyDictionary<string, string> Create(IEnumerable<(string Name, ModelFiles Files)> models) =>
        models.DistinctBy(model => model.Name).ToDictionary(model => model.Name, model => Hash(model.Files.Weights));

    /// <summary>The names of the models whose weights have changed.</summary>
    public static IReadOnlyList<string> Changed(
        IReadOnlyDictionary<string, string>? recorded, IReadOnlyDictionary<string, string> current) =>
        [.. current.Where(pair => recorded?.TryGetValue(pair.Key, out var hash) == true && hash != pair.Value).Select(pair => pair.Key)];

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
