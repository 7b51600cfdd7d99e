using Atelier.Models;

namespace Atelier.Art.Imagine;

/// <summary>Defaults of a generator: the <c>imagine</c> section of its config.json, else VQGAN-CLIP's defaults for the released
/// models.</summary>
internal static class ModelDefaults
{
    /// <summary>The options without nulls, except for the prior, which a model may not have. A masked or added part is not anchored: it
    /// shall become something else.</summary>
    public static ImagineOptions Fill(ImagineOptions options, ModelConfig config) => options with
    {
        Width = options.Width ?? config.Integer("imagine.size") ?? 512,
        Height = options.Height ?? config.Integer("imagine.size") ?? 512,
        Iterations = options.Iterations ?? config.Integer("imagine.iterations") ?? 500,
        LearningRate = options.LearningRate ?? config.Number("imagine.learning_rate") ?? 0.1,
        Cutn = options.Cutn ?? config.Integer("imagine.cutn") ?? 32,
        Prior = options.Prior ?? config.String("imagine.prior"),
        Anchor = options.Anchor ?? (options.Edit is { Mask: null, Extend: null } ? config.Number("imagine.anchor") : null) ?? 0,
        TotalVariation = options.TotalVariation ?? config.Number("imagine.total_variation") ?? 0,
        CodeCommitment = options.CodeCommitment ?? config.Number("imagine.code_commitment") ?? 0,
    };
}
