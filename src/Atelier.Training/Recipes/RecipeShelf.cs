using Atelier.Core;
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
        var near = Names.Select(known => (Name: known, Distance: EditDistance.Between(known, name, ignoreCase: true)))
            .Where(known => known.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(known => known.Distance).Take(3).Select(known => known.Name).ToList();
        return near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
            : Names.Count > 0 ? $"the path of a recipe is needed, or one of {string.Join(", ", Names)}."
            : "the path of a recipe is needed.";
    }

    // of the checkout, or beside the program
    private static IEnumerable<string> Folders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var recipes = Path.Combine(folder.FullName, "recipes");
            if (Directory.Exists(recipes))
            {
                yield return recipes;
            }
        }
    }
}
