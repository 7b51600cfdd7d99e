using Atelier.Training.Data;
using Atelier.Training.Learning;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>What models ask of the rest of their recipe.</summary>
internal static class Requirements
{
    /// <summary>Pictures whose side is a multiple of the model's factor.</summary>
    public static void Divisible(RecipeSection root, DataOptions data, int factor)
    {
        if (data.Size % factor != 0)
        {
            throw root.Section("data").Wrong("size", $"a multiple of {factor} is needed, which this model divides it by");
        }
    }

    /// <summary>Full precision.</summary>
    public static void Fp32(RecipeSection root, TrainingOptions training, string model)
    {
        if (training.Precision != Precision.Fp32)
        {
            throw root.Section("training").Wrong("precision", $"{model} trains in fp32");
        }
    }

    /// <summary>The classifier that judges what is made: <c>model.judge</c>, a run or model folder; null where there is none.</summary>
    public static string? Judge(RecipeSection model) => Folder(model, "judge");

    /// <summary>A folder or file that a key names; null where there is none.</summary>
    public static string? Folder(RecipeSection section, string key) =>
        section.OptionalText(key) is { } path && !File.Exists(path) && !Directory.Exists(path) ? throw section.Wrong(key, $"there is nothing at {path}") : section.OptionalText(key);
}
