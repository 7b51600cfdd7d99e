using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Torch.WeightFiles;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Weights that diffusers saved in several files, <c>…-00001-of-00002.safetensors</c>, because one would be too large.</summary>
internal static partial class ShardedFile
{
    /// <summary>The first shard of a folder; null where there is none.</summary>
    public static string? First(string folder) =>
        Directory.GetFiles(folder, "*-00001-of-*.safetensors").Order(StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Opens a file, and with the first shard all others.</summary>
    /// <exception cref="ModelFileException">A file is missing or damaged.</exception>
    public static IReadOnlyDictionary<string, StoredTensor> Open(string path)
    {
        var stored = WeightFile.Open(path);
        if (Number().Match(path) is not { Success: true } match)
        {
            return stored;
        }

        var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var others = Enumerable.Range(2, Math.Max(0, count - 1)).Select(i => $"{path[..match.Index]}-{i:D5}-of-{count:D5}.safetensors");
        return stored.Concat(others.SelectMany(WeightFile.Open)).DistinctBy(entry => entry.Key).ToDictionary();
    }

    [GeneratedRegex(@"-00001-of-(\d{5})\.safetensors$")]
    private static partial Regex Number();
}
