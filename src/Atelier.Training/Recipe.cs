using Atelier.Core;
using Atelier.Training.Data;
using Atelier.Training.Learners;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training;

/// <summary>A recipe, read and checked completely.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Data">The section <c>data</c>.</param>
/// <param name="Training">The section <c>training</c>.</param>
/// <param name="Learner">The section <c>model</c> and those that belong to it.</param>
/// <param name="File">The recipe as written.</param>
public sealed record Recipe(string Name, DataOptions Data, TrainingOptions Training, Located<ILearnerOptions> Learner, RecipeFile File)
{
    // keys that may change when a run is resumed
    private static readonly string[] ResumableKeys =
    [
        "about", "training.steps", "training.log_every", "training.sample_every", "training.checkpoint_every",
        "training.test_pictures", "model.classifier", "data.path", "data.threads", "data.cache", "sampling.guidance",
        "sampling.temperature", "sampling.top_k", "sampling.top_p",
    ];

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file, or the name of a recipe that comes along.</param>
    /// <param name="overrides">Values to replace or add, as <c>key=value</c>.</param>
    /// <exception cref="RecipeException">A key is unknown or missing, a value has the wrong type or cannot work, or the data are missing;
    /// the message names key and line.</exception>
    public static Recipe Read(string path, IEnumerable<string> overrides)
    {
        path = RecipeShelf.Find(path);
        var file = RecipeFile.Read(path, overrides);
        var root = file.Root;
        root.OptionalString("about");
        var training = TrainingOptions.Read(root.Section("training"));
        var data = DataOptions.Read(root.Section("data"));
        var learner = root.Locate("model", LearnerRegistry.Read(root, data, training));
        root.RejectUnknownKeys();
        return new(Path.GetFileNameWithoutExtension(path), data, training, learner, file);
    }

    /// <summary>Checks that a run started with an earlier recipe can be resumed with this one.</summary>
    /// <exception cref="RecipeException">A value differs that must not.</exception>
    public void RequireCompatible(RecipeFile earlier)
    {
        var (before, now, full) = (earlier.Flatten(), File.Flatten(), File.Flatten(fullPaths: true));
        var key = before.Keys.Union(now.Keys).Except(ResumableKeys).FirstOrDefault(key => before.GetValueOrDefault(key) is var value
            && value != now.GetValueOrDefault(key) && value != full.GetValueOrDefault(key));
        if (key is not null)
        {
            throw new RecipeException(
                $"The run was begun with {key} = {before.GetValueOrDefault(key) ?? "nothing"}, the recipe says " +
                $"{now.GetValueOrDefault(key) ?? "nothing"}: it cannot be resumed; choose another folder for a new run.") { Key = key };
        }
    }
}
