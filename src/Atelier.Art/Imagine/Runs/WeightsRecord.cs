using System.Security.Cryptography;
using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Models;

namespace Atelier.Art.Imagine.Runs;

/// <summary>SHA-256 hashes of weight files by the names of their models. They show whether a picture can be reproduced exactly.</summary>
public static class WeightsRecord
{
    /// <summary>Hashes the weights of these models.</summary>
    public static IReadOnlyDictionary<string, string> Create(IEnumerable<(string Name, ModelFiles Files)> models) =>
        Create(models.Select(model => (model.Name, model.Files.Weights)));

    /// <summary>Hashes these files.</summary>
    /// <exception cref="ModelFileException">One cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Create(IEnumerable<(string Name, string File)> weights) =>
        weights.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => Hash(one.File));

    /// <summary>The names of the models whose weights have changed.</summary>
    public static IReadOnlyList<string> Changed(
        IReadOnlyDictionary<string, string>? recorded, IReadOnlyDictionary<string, string> current) =>
        [.. current.Where(pair => recorded?.TryGetValue(pair.Key, out var hash) == true && hash != pair.Value).Select(pair => pair.Key)];

    private static string Hash(string path)
    {
        InputFile.Require(path, "a weight file", (message, inner) => new ModelFileException(message, inner));
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
