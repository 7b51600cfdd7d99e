using Atelier.Core;
using Atelier.Core.Files;
using Atelier.Hub;
using Atelier.Models;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>A model that a recipe names, such as <c>model.start</c>: a run, a model folder or a weight file.</summary>
/// <param name="Path">Where it is.</param>
internal sealed record ModelReference(Located<string> Path)
{
    private const string Models = "models"; // the folder of models that come with the program

    /// <summary>The model under a key; null without the key. A relative path is one of the working folder, else of the recipe's own,
    /// else, where it begins with <c>models/</c>, one of the program's models. A name without a folder is also that of an installed
    /// model.</summary>
    /// <exception cref="RecipeException">There is nothing at that path.</exception>
    public static ModelReference? Read(RecipeSection section, string key)
    {
        if (section.OptionalString(key) is not { } path)
        {
            return null;
        }

        var place = section.LocationOf(key);
        bool Exists(string one) => File.Exists(one) || Directory.Exists(one);
        return Candidates(path, place.File).FirstOrDefault(Exists) is { } found ? new(section.LocatePath(key, found))
            : Shipped(path).Concat(Installed(path)).FirstOrDefault(Exists) is { } shipped ? new(section.Locate(key, shipped))
            : throw place.NothingAt(path);
    }

    /// <summary>Loads something from its files.</summary>
    /// <exception cref="RecipeException">The files are damaged or hold another kind of model; the message names key and line.</exception>
    public T Load<T>(Func<ModelFiles, T> load)
    {
        try
        {
            return load(ModelFiles.Find(Path));
        }
        catch (AtelierException e)
        {
            throw Path.Error(e);
        }
    }

    /// <summary>Copies weights and configuration into a folder, for a model that works with this one.</summary>
    public void CopyTo(string folder)
    {
        var files = ModelFiles.Find(Path);
        foreach (var path in new[] { files.Weights, files.Config.Where }.Where(path => path.Length > 0))
        {
            AtomicFile.Write(System.IO.Path.Combine(folder, System.IO.Path.GetFileName(path)), File.ReadAllBytes(path));
        }
    }

    private static string[] Candidates(string path, string? recipe) =>
        recipe is null ? [path] : [path, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(recipe)!, path)];

    private static IEnumerable<string> Shipped(string path) =>
        path.Split('/', System.IO.Path.DirectorySeparatorChar)[0] == Models ? ShippedFolders.Named(path) : [];

    private static IEnumerable<string> Installed(string path) => System.IO.Path.GetFileName(path) == path
        ? ModelHub.SearchPaths.Select(folder => System.IO.Path.Combine(folder, path)).Where(ModelFiles.IsModel)
        : [];
}
