using Atelier.Core;
using Atelier.Training.Data;
using Atelier.Training.Loop;

namespace Atelier.Training.Learners;

/// <summary>Requirements of a model on the rest of its recipe. Each throws a <see cref="RecipeException"/> if it is not met.</summary>
internal static class Requirements
{
    private const int CaptionsChecked = 1000;

    /// <summary>The side of the pictures is a multiple of the network's downsampling factor.</summary>
    public static void Divisible(DataOptions data, int factor)
    {
        if (data.Size % factor != 0)
        {
            throw data.Size.Error($"a multiple of {factor} is needed, which this model divides it by");
        }
    }

    /// <summary>Training in full precision.</summary>
    public static void Fp32(TrainingOptions training, string model)
    {
        if (training.IsBf16)
        {
            throw training.Precision.Error($"{model} trains in fp32");
        }
    }

    /// <summary>Pictures with captions.</summary>
    public static void Captions(DataOptions data)
    {
        using var source = data.Open(DataSplit.Train);
        if (Enumerable.Range(0, Math.Min(CaptionsChecked, source.Count)).All(i => source.CaptionOf(i).Length == 0))
        {
            throw data.Path.Error("pictures with captions are needed");
        }
    }
}
