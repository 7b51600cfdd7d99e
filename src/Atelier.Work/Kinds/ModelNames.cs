using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Work.Kinds;

/// <summary>Names of models in requests. Only names: a path would tell a stranger which files there are.</summary>
public static class ModelNames
{
    /// <summary>What an installed model is: <c>vqgan</c>, <c>clip</c>; null where nothing says.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ModelFileException">There is no such model.</exception>
    public static string? KindOf(string name) => ModelHub.Find(name).Config.String("kind") ?? Catalogue.Find(name)?.Kind;

    /// <summary>The name of an installed model.</summary>
    /// <exception cref="OptionException">None has this name.</exception>
    internal static string Require(string name) => Require(name, []);

    /// <summary>The name of an installed model of one of these kinds, or of one that does not say what it is.</summary>
    /// <exception cref="OptionException">None has this name, or it is of another kind.</exception>
    internal static string Require(string name, params ReadOnlySpan<string> kinds)
    {
        var folder = Catalogue.Find(name)?.FolderName ?? name;
        var names = ModelHub.Names;
        if (!names.Contains(folder))
        {
            var near = EditDistance.Nearest(name, names, within: Math.Max(3, name.Length / 2));
            throw new OptionException(
                $"There is no model '{name}' here; " + (near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
                    : $"there are {string.Join(", ", names)}."),
                "model");
        }

        return kinds.IsEmpty || KindOf(folder) is not { } kind || kinds.Contains(kind) ? folder
            : throw new OptionException(
                $"The model '{name}' is of the kind {kind}, and one of the kind {string.Join(" or ", kinds.ToArray())} is needed.",
                "model");
    }
}
