using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>What models ask of the rest of their recipe.</summary>
internal static class Requirements
{
    private const int CaptionsTried = 1000;

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

    /// <summary>Pictures with captions.</summary>
    public static void Captions(DataOptions data)
    {
        using var source = data.Open(DataPart.Train);
        if (Enumerable.Range(0, Math.Min(CaptionsTried, source.Count)).All(i => source.CaptionOf(i).Length == 0))
        {
            throw data.Wrong("path", "pictures with captions are needed");
        }
    }
}
