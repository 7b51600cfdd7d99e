using Atelier.Models.Clip;

namespace Atelier.Training.Clip;

/// <summary>How a CLIP is trained.</summary>
public sealed record ClipRecipe
{
    /// <summary>The network.</summary>
    public ClipOptions Model { get; init; } = new()
    {
        EmbeddingWidth = 256,
        Resolution = 64,
        VisionLayers = null,
        ResNetLayers = [2, 2, 2, 2],
        VisionWidth = 32,
        ContextLength = 24,
        TextWidth = 128,
        TextLayers = 3,
    };

    /// <summary>Byte-pair merges of its vocabulary.</summary>
    public int Merges { get; init; } = 2000;

    /// <summary>Pairs a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Steps in all.</summary>
    public long Steps { get; init; } = 3000;

    /// <summary>Peak learning rate; warmed up, then half a cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Seed of weights and data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Seed of the split into trained and held-out drawings.</summary>
    public int Split { get; init; }

    /// <summary>Compute in bf16 (weights stay fp32).</summary>
    public bool BFloat16 { get; init; } = true;

    /// <summary>Steps between checkpoints.</summary>
    public int SaveEvery { get; init; } = 200;
}
