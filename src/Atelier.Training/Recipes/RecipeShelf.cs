using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;

namespace Atelier.Training.Recipes;

/// <summary>Finds recipes: those of <c>recipes/</c> by name, any by path.</summary>
public static class RecipeShelf
{
    private const string Extension = ".yaml";

    /// <summary>The names of the recipes that come along: <c>vqvae-fashion</c>.</summary>
    public static IReadOnlyList<string> Names => [.. Folders().SelectMany(folder => Directory.GetFiles(folder, "*" + Extension))
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The path of a recipe.</summary>
    /// <param name="nameOrPath">Such as <c>vqvae-fashion</c>, <c>vqvae-fashion.yaml</c> or <c>my/recipe.yaml</c>.</param>
    /// <exception cref="RecipeException">There is none; the nearest names are told.</exception>
    public static string Find(string nameOrPath)
    {
        var isBare = Path.GetFileName(nameOrPath) == nameOrPath;
        if (File.Exists(nameOrPath))
        {
            return nameOrPath;
        }

        var name = Path.GetFileName(nameOrPath);
        name = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
        var found = isBare ? Folders().Select(folder => Path.Combine(folder, name + Extension)).FirstOrDefault(File.Exists) : null;
        return found ?? throw new RecipeException(
            $"There is no recipe {nameOrPath}{(Directory.Exists(nameOrPath) ? ", which is a folder" : "")}; {Others(name)}")
        {
            File = nameOrPath,
        };
    }

    private static string Others(string name)
    {
        var near = EditDistance.Nearest(name, Names, within: Math.Max(2, name.Length / 3));
        return near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
            : Names.Count > 0 ? $"the path of a recipe is needed, or one of {string.Join(", ", Names)}."
            : "the path of a recipe is needed.";
    }

    private static IEnumerable<string> Folders() => ShippedFolders.Named("recipes").Where(Directory.Exists);
}
