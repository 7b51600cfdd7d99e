using Atelier.Core;
using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Loads the UNet of Stable Diffusion.</summary>
public static class UnetFile
{
    private const string Params = "model.params.unet_config.params."; // of an original YAML

    private static readonly Dictionary<string, string> Needed = new()
    {
        ["_class_name"] = "UNet2DConditionModel", ["act_fn"] = "silu", ["attention_type"] = "default", ["conv_in_kernel"] = "3",
        ["conv_out_kernel"] = "3", ["downsample_padding"] = "1", ["flip_sin_to_cos"] = "true", ["freq_shift"] = "0",
        ["mid_block_scale_factor"] = "1", ["mid_block_type"] = "UNetMidBlock2DCrossAttn", ["norm_eps"] = "1e-05",
        ["resnet_out_scale_factor"] = "1.0", ["resnet_time_scale_shift"] = "default", ["time_embedding_type"] = "positional",
        ["addition_embed_type"] = "text_time",
    };

    private static readonly string[] Read =
    [
        "in_channels", "out_channels", "block_out_channels", "layers_per_block", "down_block_types", "up_block_types",
        "transformer_layers_per_block", "attention_head_dim", "num_attention_heads", "cross_attention_dim", "use_linear_projection",
        "addition_time_embed_dim", "projection_class_embeddings_input_dim", "norm_num_groups", "time_cond_proj_dim",
    ];

    private static readonly string[] WithoutEffect = ["sample_size", "dropout", "upcast_attention", "addition_embed_type_num_heads"];

    /// <summary>True for a UNet's keys, diffusers' or the original ones.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        UnetKeys.IsOriginal(stored) || stored.ContainsKey("down_blocks.0.resnets.0.time_emb_proj.weight");

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, is no such network, or does not fit its configuration.</exception>
    public static UNet2DConditionModel Load(DiffusionPart part, Device? device = null)
    {
        var options = Complete(FromWeights(part.Stored, part.Where), part);
        return new UNet2DConditionModel(Weights.From(part.Stored, part.Where), options).Freeze().to(device ?? CPU);
    }

    /// <summary>What the shapes show, by diffusers' keys; heads are not among it.</summary>
    /// <exception cref="ModelFileException">The file is no such network.</exception>
    public static UnetOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        var levels = stored.CountBelow("down_blocks.");
        bool[] attention = [.. Enumerable.Range(0, levels).Select(i => stored.ContainsKey($"down_blocks.{i}.attentions.0.norm.weight"))];
        var middle = stored.CountBelow("mid_block.attentions.0.transformer_blocks.");
        var hasSizes = stored.ContainsKey("add_embedding.linear_1.weight");
        return new()
        {
            InChannels = Size("conv_in.weight", 1),
            OutChannels = Size("conv_out.weight", 0),
            BlockOutChannels = [.. Enumerable.Range(0, levels).Select(i => Size($"down_blocks.{i}.resnets.0.conv1.weight", 0))],
            LayersPerBlock = stored.CountBelow("down_blocks.0.resnets."),
            HasAttention = attention,
            TransformerLayers =
            [
                .. attention.Select((has, i) => has ? stored.CountBelow($"down_blocks.{i}.attentions.0.transformer_blocks.")
                    : i + 1 == levels ? middle : 1),
            ],
            CrossAttentionDim = Size("mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", 1),
            LinearProjection = Size("mid_block.attentions.0.proj_in.weight", 0) > 0
                && stored["mid_block.attentions.0.proj_in.weight"].Shape.Length == 2,
            AdditionTimeEmbedDim = hasSizes ? 256 : null,
            TimeCondProjDim = stored.ContainsKey("time_embedding.cond_proj.weight") ? Size("time_embedding.cond_proj.weight", 1) : null,
            AdditionInputDim = hasSizes ? Size("add_embedding.linear_1.weight", 1) : 0,
        };

        int Size(string key, int axis) => stored.Size(key, axis, $"{where} is no UNet of Stable Diffusion");
    }

    /// <summary>Refuses heads and groups that do not divide the channels.</summary>
    /// <exception cref="ModelFileException">They do not.</exception>
    internal static void RequireFitting(UnetOptions options, string where)
    {
        DiffusersConfig.RequireHeads(options.Heads, options.BlockOutChannels, where);
        if (options.NormGroups < 1 || options.BlockOutChannels.Any(channels => channels % options.NormGroups != 0))
        {
            throw new ModelFileException($"{where}: {options.NormGroups} groups do not divide its channels, "
                + $"{string.Join(", ", options.BlockOutChannels)}.");
        }
    }

    private static UnetOptions Complete(UnetOptions options, DiffusionPart part)
    {
        var config = part.Config;
        var completed = config.Has(Params.TrimEnd('.')) ? Original(options, config)
            : config.Has("block_out_channels") ? Diffusers(options, config)
            : options with { Heads = KnownHeads(options, part.Where) };
        RequireFitting(completed, part.Where);
        return completed;
    }

    private static UnetOptions Diffusers(UnetOptions options, ModelConfig config)
    {
        DiffusersConfig.RequireKnown(config, [.. Read, .. WithoutEffect], Needed);
        var levels = options.BlockOutChannels.Count;
        DiffusersConfig.RequireSame(config, "in_channels", options.InChannels);
        DiffusersConfig.RequireSame(config, "out_channels", options.OutChannels);
        DiffusersConfig.RequireSame(config, "block_out_channels", options.BlockOutChannels);
        DiffusersConfig.RequireSame(config, "cross_attention_dim", options.CrossAttentionDim);
        DiffusersConfig.RequireSame(config, "layers_per_block", options.LayersPerBlock);
        DiffusersConfig.RequireSame(config, "use_linear_projection", options.LinearProjection.ToString());
        DiffusersConfig.RequireSame(config, "down_block_types",
            string.Join(", ", options.HasAttention.Select(has => has ? "CrossAttnDownBlock2D" : "DownBlock2D")));
        DiffusersConfig.RequireSame(config, "up_block_types",
            string.Join(", ", options.HasAttention.Reverse().Select(has => has ? "CrossAttnUpBlock2D" : "UpBlock2D")));
        if (options.TimeCondProjDim is { } condition)
        {
            DiffusersConfig.RequireSame(config, "time_cond_proj_dim", condition);
        }

        if (options.AdditionTimeEmbedDim is not null)
        {
            DiffusersConfig.RequireSame(config, "projection_class_embeddings_input_dim", options.AdditionInputDim);
        }

        var heads = DiffusersConfig.PerLevel(config, "num_attention_heads", levels)
            ?? DiffusersConfig.PerLevel(config, "attention_head_dim", levels);
        return options with
        {
            Heads = heads ?? [.. Enumerable.Repeat(8, levels)], // the class's own default
            AdditionTimeEmbedDim = options.AdditionTimeEmbedDim is { } width ? config.Integer("addition_time_embed_dim") ?? width : null,
            NormGroups = config.Integer("norm_num_groups") ?? options.NormGroups,
        };
    }

    private static UnetOptions Original(UnetOptions options, ModelConfig config)
    {
        DiffusersConfig.RequireSame(config, Params + "in_channels", options.InChannels);
        DiffusersConfig.RequireSame(config, Params + "model_channels", options.BlockOutChannels[0]);
        DiffusersConfig.RequireSame(config, Params + "context_dim", options.CrossAttentionDim);
        var width = config.Integer(Params + "num_head_channels") ?? -1;
        var heads = config.Integer(Params + "num_heads");
        return options with
        {
            Heads = width > 0 ? [.. options.BlockOutChannels.Select(channels => channels / width)]
                : heads is { } own ? [.. options.BlockOutChannels.Select(_ => own)]
                : throw new ModelFileException($"{config.Where}: {Params}num_heads or num_head_channels is needed."),
        };
    }

    // the three generations, told by the width of their text encoders
    private static IReadOnlyList<int> KnownHeads(UnetOptions options, string where) => options.CrossAttentionDim switch
    {
        768 => [.. options.BlockOutChannels.Select(_ => 8)],
        1024 or 1280 or 2048 => [.. options.BlockOutChannels.Select(channels => channels / 64)],
        var other => throw new ModelFileException(
            $"{where}: its texts are {other} wide, as in no released Stable Diffusion, so its attention heads are unknown: put its YAML "
            + "or config.json beside it."),
    };
}
