using Atelier.Models;

namespace Atelier.Art.Imagine;

/// <summary>What suits a generator where the person says nothing: the <c>imagine</c> part of its config.json, else VQGAN-CLIP's defaults
/// for the released models.</summary>
internal static class ModelDefaults
{
    public static ImagineOptions Fill(ImagineOptions options, ModelConfig config)
    {
        int Whole(int said, string key, int usual) => said > 0 ? said : config.Whole("imagine." + key) ?? usual;
        double Number(double said, string key, double usual) => said > 0 ? said : config.Number("imagine." + key) ?? usual;

        return options with
        {
            Width = Whole(options.Width, "size", 512),
            Height = Whole(options.Height, "size", 512),
            Iterations = Whole(options.Iterations, "iterations", 500),
            LearningRate = Number(options.LearningRate, "learning_rate", 0.1),
            Cutn = Whole(options.Cutn, "cutn", 32),
            Prior = options.Prior.Length > 0 ? options.Prior : config.Text("imagine.prior") ?? "",
            Anchor = Number(options.Anchor, "anchor", 0),
            TotalVariation = Number(options.TotalVariation, "total_variation", 0),
            CodeCommitment = Number(options.CodeCommitment, "code_commitment", 0),
        };
    }
}
