using Atelier.Art.Imagine.Generators;
using Atelier.Models;

namespace Atelier.Art.Imagine;

/// <summary>Defaults of a generator: the <c>imagine</c> section of its config.json, else those of its kind.</summary>
internal static class ModelDefaults
{
    /// <summary>The options without nulls, except for the prior, which a model may not have. A masked or added part is not anchored: it
    /// shall become something else.</summary>
    public static ImagineOptions Fill(ImagineOptions options, ModelConfig config, GeneratorDefaults kind) => options with
    {
        Width = options.Width ?? config.Integer("imagine.size") ?? kind.Size,
        Height = options.Height ?? config.Integer("imagine.size") ?? kind.Size,
        Iterations = options.Iterations ?? config.Integer("imagine.iterations") ?? kind.Iterations,
        LearningRate = options.LearningRate ?? config.Number("imagine.learning_rate") ?? kind.LearningRate,
        Cutn = options.Cutn ?? config.Integer("imagine.cutn") ?? kind.Cutn,
        CutPower = options.CutPower ?? config.Number("imagine.cut_power") ?? kind.CutPower,
        Prior = options.Prior ?? config.String("imagine.prior"),
        Anchor = options.Anchor ?? (options.Edit is { Mask: null, Extend: null } ? config.Number("imagine.anchor") : null) ?? 0,
        TotalVariation = options.TotalVariation ?? config.Number("imagine.total_variation") ?? kind.TotalVariation,
        LatentDecay = options.LatentDecay ?? config.Number("imagine.latent_decay") ?? kind.LatentDecay,
        CodeCommitment = options.CodeCommitment ?? config.Number("imagine.code_commitment") ?? 0,
    };
}
