using Atelier.Core;
using Atelier.Models;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>A model that a recipe names, such as <c>model.start</c>: a run, a model folder or a weight file.</summary>
/// <param name="Path">Where it is.</param>
internal sealed record ModelReference(Located<string> Path)
{
    /// <summary>The model under a key; null without the key.</summary>
    /// <exception cref="RecipeException">There is nothing at that path.</exception>
    public static ModelReference? Read(RecipeSection section, string key) => section.OptionalString(key) is not { } path ? null
        : File.Exists(path) || Directory.Exists(path) ? new(section.Locate(key, path))
        : throw section.LocationOf(key).NothingAt(path);

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
}
