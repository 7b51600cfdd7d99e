using Atelier.Models.Vqgan;

namespace Atelier.Training.Vqgan;

/// <summary>How a VQGAN is trained.</summary>
public sealed record VqganRecipe
{
    /// <summary>The network.</summary>
    public VqganOptions Model { get; init; } = new()
    {
        Channels = 32,
        Multipliers = [1, 1, 2, 4],
        ResBlocks = 1,
        AttentionLevels = new HashSet<int>(),
        LatentChannels = 64,
        EmbeddingWidth = 64,
        CodebookSize = 1024,
        LegacyBeta = false,
        NormGroups = 8,
    };

    /// <summary>Side of the pictures.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Pictures a step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Steps in all.</summary>
    public long Steps { get; init; } = 3000;

    /// <summary>Peak learning rate; warmed up, then half a cosine.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Seed of weights and data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Seed of the split into trained and held-out drawings.</summary>
    public int Split { get; init; }

    /// <summary>Compute in bf16 (weights stay fp32).</summary>
    public bool BFloat16 { get; init; } = true;

    /// <summary>Steps between checkpoints.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Steps before the latent is quantised; then the codebook starts from latents seen.</summary>
    public int QuantiseAfter { get; init; } = 150;
}
