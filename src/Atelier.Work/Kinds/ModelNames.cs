using Atelier.Core;
using Atelier.Hub;

namespace Atelier.Work.Kinds;

/// <summary>Names of models in requests. Only names: a path would tell a stranger which files there are.</summary>
internal static class ModelNames
{
    /// <summary>The name of an installed model.</summary>
    /// <exception cref="OptionException">None has this name.</exception>
    public static string Require(string name)
    {
        var folder = Catalogue.Find(name)?.FolderName ?? name;
        var names = ModelHub.Names;
        if (names.Contains(folder))
        {
            return folder;
        }

        var near = EditDistance.Nearest(name, names, within: Math.Max(3, name.Length / 2));
        throw new OptionException(
            $"There is no model '{name}' here; " + (near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?"
                : $"there are {string.Join(", ", names)}."),
            "model");
    }
}
