using Atelier.Core;

namespace Atelier.Models.Codecs.Kl;

/// <summary>Hyperparameters of an <see cref="AutoencoderKl"/>, named as in the original configurations.</summary>
public sealed record KlOptions
{
    /// <summary><c>ch</c>: channels at full resolution.</summary>
    public int Channels { get; init; } = 128;

    /// <summary><c>ch_mult</c>: channels at each level, in multiples of <see cref="Channels"/>.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 4, 4];

    /// <summary><c>num_res_blocks</c>: residual blocks a level (the decoder has one more).</summary>
    public int ResBlocks { get; init; } = 2;

    /// <summary><c>embed_dim</c>: channels of the latents.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary><c>z_channels</c>: half the channels that the encoder gives, and those that the decoder takes.</summary>
    public int EncoderChannels { get; init; } = 4;

    /// <summary>Groups of every group norm.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>The scaling factor of SDXL's autoencoder, which its weights do not show.</summary>
    public const double XlScalingFactor = 0.13025;

    /// <summary><c>scaling_factor</c>: what the diffusion model's latents are multiplied by.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>How many pixels one latent pixel spans in each direction.</summary>
    public int Factor => 1 << (Multipliers.Count - 1);

    /// <summary>Derives the hyperparameters from a checkpoint's shapes, by their original keys.</summary>
    /// <exception cref="ModelFileException">The file is no such autoencoder.</exception>
    public static KlOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        var channels = Size("encoder.conv_in.weight", 0);
        var levels = stored.CountBelow("encoder.down.");
        int[] wide = [.. Enumerable.Range(0, levels).Select(level => Size($"encoder.down.{level}.block.0.conv1.weight", 0))];
        if (wide.Any(one => one % channels != 0))
        {
            throw new ModelFileException($"{where}: its levels have {string.Join(", ", wide)} channels; Atelier computes autoencoders "
                + $"with multiples of {channels}.");
        }

        return new()
        {
            Channels = channels,
            Multipliers = [.. wide.Select(one => one / channels)],
            ResBlocks = stored.CountBelow("encoder.down.0.block."),
            LatentChannels = Size("post_quant_conv.weight", 1),
            EncoderChannels = Size("post_quant_conv.weight", 0),
        };

        int Size(string key, int axis) => stored.Size(key, axis, $"{where} is no autoencoder of Stable Diffusion");
    }
}
