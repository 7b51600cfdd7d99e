using Atelier.Models;
using Atelier.Core;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>A model that a recipe names, such as <c>model.start</c>: a run, a model folder or a weight file. What is
/// wrong with it is told with key and line.</summary>
internal sealed class NamedModel
{
    private readonly RecipeSection _section;
    private readonly string _key;

    private NamedModel(RecipeSection section, string key, string path) => (_section, _key, Path) = (section, key, path);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The model under a key; null where there is none.</summary>
    /// <exception cref="UserException">Nothing is where it says.</exception>
    public static NamedModel? Read(RecipeSection section, string key) => section.OptionalText(key) is not { } path ? null
        : File.Exists(path) || Directory.Exists(path) ? new(section, key, path)
        : throw section.Wrong(key, $"there is nothing at {path}");

    /// <summary>Makes something of its files.</summary>
    /// <exception cref="UserException">It is not what is needed.</exception>
    public T Load<T>(Func<ModelFiles, T> load)
    {
        try
        {
            return load(ModelFiles.Find(Path));
        }
        catch (UserException e)
        {
            throw _section.Refused(_key, e);
        }
    }
}
