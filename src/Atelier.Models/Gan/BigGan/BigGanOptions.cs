using Atelier.Core;

namespace Atelier.Models.Gan.BigGan;

/// <summary>A residual block of BigGAN-deep; channels in multiples of <see cref="BigGanOptions.Channels"/>.</summary>
/// <param name="Up">Whether it doubles the picture.</param>
/// <param name="In">Channels in.</param>
/// <param name="Out">Channels out.</param>
public readonly record struct BigGanLayer(bool Up, int In, int Out);

/// <summary>Hyperparameters of a <see cref="BigGanModel"/>, named as in its <c>config.json</c>.</summary>
public sealed record BigGanOptions
{
    /// <summary>Channels of the first map, in multiples of <see cref="Channels"/>.</summary>
    internal const int Widest = 16;
    private const int Start = 4; // side of the first map

    /// <summary><c>z_dim</c>: width of the noise, and of a class's embedding.</summary>
    public int Latent { get; init; } = 128;

    /// <summary><c>num_classes</c>.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary><c>channel_width</c>: channels of the last map.</summary>
    public int Channels { get; init; } = 128;

    /// <summary><c>layers</c>: the blocks in order.</summary>
    public IReadOnlyList<BigGanLayer> Layers { get; init; } = [];

    /// <summary><c>attention_layer_position</c>: the block that attention stands before; past the end for none.</summary>
    public int AttentionPosition { get; init; } = 8;

    /// <summary><c>n_stats</c>: truncations with statistics of their own, evenly from 0 to 1.</summary>
    public int Statistics { get; init; } = 51;

    /// <summary><c>eps</c>, of norms and of spectral normalisation.</summary>
    public double Epsilon { get; init; } = 1e-4;

    /// <summary>Side of the pictures.</summary>
    public int Size => Start << Layers.Count(layer => layer.Up);

    /// <summary>Derives the hyperparameters from the weights; the configuration tells which blocks double the picture, which is every
    /// second one in the published models, and epsilon.</summary>
    /// <exception cref="ModelFileException">The file is no BigGAN-deep, or the configuration is another's.</exception>
    public static BigGanOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, ModelFiles files)
    {
        int Size(string key, int axis) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis && tensor.Shape[axis] > 0
            ? (int)tensor.Shape[axis]
            : throw new ModelFileException($"{files.Weights} is no BigGAN-deep: it has no {key} of the right shape.");

        var (config, channels) = (files.Config, Size("generator.bn.running_means", 1));
        var (layers, attention) = (new List<BigGanLayer>(), int.MaxValue);
        for (var i = 0; ; i++)
        {
            if (stored.ContainsKey($"generator.layers.{i}.gamma"))
            {
                attention = i;
            }
            else if (stored.ContainsKey($"generator.layers.{i}.bn_0.running_means"))
            {
                var up = config.Has("layers") ? config.Boolean($"layers.{layers.Count}.0") : layers.Count % 2 == 1;
                layers.Add(new(
                    up,
                    Size($"generator.layers.{i}.bn_0.running_means", 1) / channels,
                    Size($"generator.layers.{i}.conv_3.weight_orig", 0) / channels));
            }
            else
            {
                break;
            }
        }

        // a block keeps its channels or drops half of them
        if (!layers.Select(layer => layer.In).Append(1).SequenceEqual(layers.Select(layer => layer.Out).Prepend(Widest))
            || layers.Any(layer => layer.Out != layer.In && layer.Out * 2 != layer.In))
        {
            throw new ModelFileException($"{files.Weights} is no BigGAN-deep: its blocks do not fit onto each other.");
        }

        var options = new BigGanOptions
        {
            Latent = Size("embeddings.weight", 0),
            Classes = Size("embeddings.weight", 1),
            Channels = channels,
            Layers = layers,
            AttentionPosition = attention,
            Statistics = Size("generator.bn.running_means", 0),
            Epsilon = config.Number("eps") ?? 1e-4,
        };
        foreach (var (key, found) in new[] { ("output_dim", options.Size), ("z_dim", options.Latent), ("num_classes", options.Classes),
            ("channel_width", options.Channels), ("n_stats", options.Statistics), ("attention_layer_position", attention) })
        {
            if ((config.Integer(key) ?? found) != found)
            {
                throw new ModelFileException(
                    $"{files.Weights} has {key} = {found}, {config.Where} says {config.Integer(key)}: they do not belong together.");
            }
        }

        return options;
    }
}
