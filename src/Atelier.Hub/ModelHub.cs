using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Models;

namespace Atelier.Hub;

/// <summary>Finds models: shipped and downloaded ones by name, any by path.</summary>
public static class ModelHub
{
    /// <summary>The folders that are searched for model folders: <c>ATELIER_MODELS</c>, <c>models/</c> of the
    /// checkout or beside the program, the cache.</summary>
    public static IReadOnlyList<string> SearchPaths => [.. FindSearchPaths().Distinct().Where(Directory.Exists)];

    /// <summary>The folder of downloads and data sets: <c>ATELIER_CACHE</c>, else <c>~/.cache/atelier</c>.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("ATELIER_CACHE") is { Length: > 0 } chosen ? chosen
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "atelier");

    /// <summary>The folder of downloaded models.</summary>
    public static string Downloads => Path.Combine(Cache, "models");

    /// <summary>The names of all installed models.</summary>
    public static IReadOnlyList<string> Names => [.. SearchPaths.SelectMany(Directory.GetDirectories).Where(ModelFiles.IsModel)
        .Select(folder => Path.GetFileName(folder)!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A model by name, or by the path of its file or folder. Nothing is downloaded.</summary>
    /// <param name="nameOrPath">Such as <c>clip-glyphs</c>, <c>ViT-B/32</c> or <c>~/ViT-B-32.pt</c>.</param>
    /// <param name="config">A configuration file other than the default one.</param>
    /// <exception cref="ModelFileException">There is none; the message names the nearest ones.</exception>
    public static ModelFiles Find(string nameOrPath, string? config = null) => ModelFiles.Find(FindPath(nameOrPath), config);

    /// <summary>The file or folder of a model, by name or by its path. Nothing is opened or downloaded.</summary>
    /// <param name="nameOrPath">See <see cref="Find"/>.</param>
    /// <param name="others">Further names, for the message.</param>
    /// <exception cref="ModelFileException">There is none; the message names the nearest ones.</exception>
    public static string FindPath(string nameOrPath, IReadOnlyList<string>? others = null)
    {
        var published = Catalogue.Find(nameOrPath);
        var installed = SearchPaths.Select(folder => Path.Combine(folder, published?.FolderName ?? nameOrPath))
            .FirstOrDefault(Directory.Exists);
        if (installed is not null && !nameOrPath.Contains(".."))
        {
            return installed;
        }

        if (File.Exists(nameOrPath) || Directory.Exists(nameOrPath))
        {
            return nameOrPath;
        }

        if (published is not null)
        {
            throw new ModelFileException(
                $"{published.Name} is not on this machine yet; it can be downloaded (about {published.Megabytes} MB, {published.Licence}).")
            {
                Downloadable = published.Name,
            };
        }

        others ??= [];
        var known = Names.Concat(others).Concat(Catalogue.Entries.Select(entry => entry.Name)).Distinct();
        var near = EditDistance.Nearest(nameOrPath, known, within: Math.Max(3, nameOrPath.Length / 2));
        var all = Names.Concat(others).ToList();
        var hint = near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
            : all.Count > 0 ? $"there are {string.Join(", ", all)}."
            : "no model is installed: the package Atelier.Models.Glyphs brings small ones, and ATELIER_MODELS names a folder of others.";
        throw new ModelFileException($"There is no model or file '{nameOrPath}'; {hint}");
    }

    private static IEnumerable<string> FindSearchPaths()
    {
        if (Environment.GetEnvironmentVariable("ATELIER_MODELS") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        foreach (var folder in ShippedFolders.Named("models"))
        {
            yield return folder;
        }

        yield return Downloads;
    }
}
