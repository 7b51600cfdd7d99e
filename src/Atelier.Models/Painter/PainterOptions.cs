using Atelier.Core;

namespace Atelier.Models.Painter;

/// <summary>Hyperparameters of a painter (Paint Transformer: Liu et al., 2021).</summary>
public sealed record PainterOptions
{
    /// <summary>Side of the square input patches: the position embeddings have 8 rows, each of 4 pixels.</summary>
    public const int PatchSize = 32;

    /// <summary>Parameters of a stroke's shape: x, y, w, h, θ.</summary>
    public int ShapeWidth { get; init; } = 5;

    /// <summary>Strokes a patch.</summary>
    public int Strokes { get; init; } = 8;

    /// <summary>Width of the transformer.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Attention heads; a checkpoint does not show them.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Layers of the encoder.</summary>
    public int EncoderLayers { get; init; } = 3;

    /// <summary>Layers of the decoder.</summary>
    public int DecoderLayers { get; init; } = 3;

    /// <summary>Width inside the feed-forward parts.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>Derives the hyperparameters from a checkpoint's shapes.</summary>
    /// <exception cref="ModelFileException">The file is no painter.</exception>
    public static PainterOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        long Size(string key, int axis) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis
            ? tensor.Shape[axis]
            : throw new ModelFileException($"{where} is no painter: it has no {key} of the right shape.");
        int Layers(string part) =>
            Enumerable.Range(0, int.MaxValue).TakeWhile(i => stored.ContainsKey($"transformer.{part}.layers.{i}.norm1.weight")).Count();

        return new()
        {
            ShapeWidth = (int)Size("linear_param.4.weight", 0),
            Strokes = (int)Size("query_pos", 0),
            Width = (int)Size("query_pos", 1),
            EncoderLayers = Layers("encoder"),
            DecoderLayers = Layers("decoder"),
            FeedForward = (int)Size("transformer.encoder.layers.0.linear1.weight", 0),
        };
    }
}
