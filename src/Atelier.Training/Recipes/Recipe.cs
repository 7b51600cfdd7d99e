using Atelier.Core;
using Atelier.Training.Data;
using Atelier.Training.Learners;
using Atelier.Training.Loop;

namespace Atelier.Training.Recipes;

/// <summary>A recipe, read and checked whole: data, model, optimiser, training.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Data">The section <c>data</c>.</param>
/// <param name="Training">The section <c>training</c>.</param>
/// <param name="File">As it is written.</param>
/// <param name="Model">The section <c>model</c> and what belongs to it.</param>
public sealed record Recipe(string Name, DataOptions Data, TrainingOptions Training, RecipeFile File, ILearnerOptions Model)
{
    // what may differ when a run goes on
    private static readonly string[] Free =
    [
        "about", "training.steps", "training.log_every", "training.sample_every", "training.checkpoint_every",
        "training.test_pictures", "model.judge", "data.path", "data.threads", "data.cache", "sampling.guidance",
        "sampling.temperature", "sampling.top_k", "sampling.top_p",
    ];

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="sets">Values to put in, as <c>key=value</c>.</param>
    /// <exception cref="UserException">A key is unknown or missing, a value is of the wrong type or impossible, data
    /// are missing: key and line are named.</exception>
    public static Recipe Read(string path, IEnumerable<string> sets)
    {
        var file = RecipeFile.Read(path, sets);
        var root = file.Root;
        root.OptionalText("about");
        var training = TrainingOptions.Read(root.Section("training"));
        var data = DataOptions.Read(root.Section("data"));
        var model = ILearnerOptions.Read(root, data, training);
        root.Finish();
        return new(Path.GetFileNameWithoutExtension(path), data, training, file, model);
    }

    /// <summary>Checks that a run made with an earlier recipe may go on with this one.</summary>
    /// <exception cref="UserException">A value differs that must not.</exception>
    public void MustContinue(RecipeFile earlier)
    {
        var (was, now) = (earlier.Values(), File.Values());
        var key = was.Keys.Union(now.Keys).Except(Free).FirstOrDefault(key => was.GetValueOrDefault(key) != now.GetValueOrDefault(key));
        if (key is not null)
        {
            throw new UserException(
                $"The run was begun with {key} = {was.GetValueOrDefault(key) ?? "nothing"}, the recipe says " +
                $"{now.GetValueOrDefault(key) ?? "nothing"}: it cannot go on; choose another --output.");
        }
    }
}
