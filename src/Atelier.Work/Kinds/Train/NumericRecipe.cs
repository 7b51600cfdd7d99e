using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Core;
using Atelier.Training;

namespace Atelier.Work.Kinds.Train;

/// <summary>Reads the recipe of a job. Only numbers and switches can be set: a text could name a file.</summary>
internal static partial class NumericRecipe
{
    /// <summary>The recipe with what the job changes in it.</summary>
    /// <exception cref="OptionException">What is set is no number and no switch.</exception>
    /// <exception cref="RecipeException">A key is unknown, a value cannot work, or the data are missing.</exception>
    public static Recipe Read(TrainInput input)
    {
        foreach (var text in input.Set)
        {
            _ = Numeric().IsMatch(text) ? text
                : throw new OptionException($"set '{text}' is no number or switch of a recipe, as in optimiser.learning_rate=1e-4.", "set");
        }

        return Recipe.Read(
            input.Recipe!,
            [.. input.Set, .. Number("training.steps", input.Steps), .. Number("training.batch", input.Batch),
                .. Number("training.seed", input.Seed)]);
    }

    private static string[] Number(string key, int? value) =>
        value is { } number ? [string.Create(CultureInfo.InvariantCulture, $"{key}={number}")] : [];

    [GeneratedRegex(@"\A[a-z0-9_]+(\.[a-z0-9_]+)*=(-?\d+(\.\d+)?(e[-+]?\d+)?|true|false)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Numeric();
}
