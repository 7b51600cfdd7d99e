using Atelier.Models.Painter;

namespace Atelier.Training.Painter;

/// <summary>How a painter is trained.</summary>
public sealed record PainterRecipe
{
    /// <summary>The network.</summary>
    public PainterOptions Model { get; init; } = new() { Width = 160, EncoderLayers = 2, FeedForward = 512 };

    /// <summary>Patches a step; a multiple of 4.</summary>
    public int BatchSize { get; init; } = 96;

    /// <summary>Steps in all.</summary>
    public long Steps { get; init; } = 6000;

    /// <summary>Peak learning rate; warmed up, then half a cosine.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Weight of the pixels' mean difference.</summary>
    public double PixelWeight { get; init; } = 10;

    /// <summary>Weight of the mean difference of matched strokes' numbers.</summary>
    public double StrokeWeight { get; init; } = 1;

    /// <summary>Weight of the Wasserstein distance of matched strokes.</summary>
    public double WassersteinWeight { get; init; } = 10;

    /// <summary>Weight of the decisions.</summary>
    public double DecisionWeight { get; init; } = 2;

    /// <summary>Seed of weights and data.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Compute in bf16 (weights stay fp32).</summary>
    public bool BFloat16 { get; init; } = true;

    /// <summary>Steps between checkpoints.</summary>
    public int SaveEvery { get; init; } = 200;
}
