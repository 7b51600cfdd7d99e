using Atelier.Core;
using Atelier.Models.Codecs.Kl;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Loads the autoencoder of Stable Diffusion.</summary>
public static class AutoencoderFile
{
    private const string Params = "model.params.first_stage_config.params.ddconfig."; // of an original YAML

    private static readonly Dictionary<string, string> Needed = new()
    {
        ["_class_name"] = "AutoencoderKL", ["act_fn"] = "silu", ["in_channels"] = "3", ["out_channels"] = "3",
        ["mid_block_add_attention"] = "true", ["use_quant_conv"] = "true", ["use_post_quant_conv"] = "true",
    };

    private static readonly string[] Read =
    [
        "block_out_channels", "layers_per_block", "latent_channels", "scaling_factor", "norm_num_groups", "down_block_types",
        "up_block_types",
    ];

    private static readonly string[] WithoutEffect = ["sample_size", "force_upcast"];

    /// <summary>True for such an autoencoder's keys, diffusers' or the original ones.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        VaeKeys.IsDiffusers(stored)
            || (stored.ContainsKey("decoder.conv_in.weight") && stored.ContainsKey("quant_conv.weight")
                && !stored.Keys.Any(key => key.StartsWith("quantize.", StringComparison.Ordinal)));

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, is no such network, or does not fit its configuration.</exception>
    public static AutoencoderKl Load(DiffusionPart part, Device? device = null)
    {
        var options = Complete(KlOptions.FromWeights(part.Stored, part.Where), part.Config, part.Where);
        return new AutoencoderKl(Weights.From(part.Stored, part.Where), options).Freeze().to(device ?? CPU);
    }

    private static KlOptions Complete(KlOptions options, ModelConfig config, string where)
    {
        if (config.Has("block_out_channels"))
        {
            DiffusersConfig.RequireKnown(config, [.. Read, .. WithoutEffect], Needed);
            var levels = options.Multipliers.Count;
            DiffusersConfig.RequireSame(config, "block_out_channels", options.Multipliers.Select(many => many * options.Channels));
            DiffusersConfig.RequireSame(config, "layers_per_block", options.ResBlocks);
            DiffusersConfig.RequireSame(config, "latent_channels", options.LatentChannels);
            DiffusersConfig.RequireSame(config, "down_block_types", string.Join(", ", Enumerable.Repeat("DownEncoderBlock2D", levels)));
            DiffusersConfig.RequireSame(config, "up_block_types", string.Join(", ", Enumerable.Repeat("UpDecoderBlock2D", levels)));
            options = options with { NormGroups = config.Integer("norm_num_groups") ?? options.NormGroups };
        }
        else if (config.Has(Params.TrimEnd('.')))
        {
            DiffusersConfig.RequireSame(config, Params + "ch", options.Channels);
            DiffusersConfig.RequireSame(config, Params + "ch_mult", options.Multipliers);
            DiffusersConfig.RequireSame(config, Params + "num_res_blocks", options.ResBlocks);
        }

        var scale = config.Number("scaling_factor") ?? config.Number("model.params.scale_factor") ?? options.ScalingFactor;
        if (options.NormGroups < 1 || options.Channels % options.NormGroups != 0)
        {
            throw new ModelFileException($"{where}: {options.NormGroups} groups do not divide its {options.Channels} channels.");
        }

        return scale > 0 ? options with { ScalingFactor = scale }
            : throw new ModelFileException($"{config.Where}: the scaling factor is {scale}; a positive one is needed.");
    }
}
