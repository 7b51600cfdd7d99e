using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Reads a VQGAN's configuration, taming-transformers' YAML or a flat JSON: it must fit the weights, and have no setting that
/// Atelier does not implement.</summary>
internal static class VqganConfig
{
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["double_z"] = "false", ["in_channels"] = "3", ["out_ch"] = "3", ["resamp_with_conv"] = "true",
        ["give_pre_end"] = "false", ["tanh_out"] = "false", ["use_linear_attn"] = "false", ["attn_type"] = "vanilla",
    };

    private static readonly HashSet<string> Compared = ["ch", "ch_mult", "z_channels", "num_res_blocks", "attn_resolutions"];
    private static readonly HashSet<string> Ignored = ["resolution", "dropout"];

    /// <summary>Completes the hyperparameters derived from the weights.</summary>
    /// <exception cref="ModelFileException">The configuration is of another network, or of one that Atelier does not implement.</exception>
    public static VqganOptions Apply(VqganOptions options, ModelFiles files)
    {
        var config = files.Config;
        // of a transformer over codes, or of the VQGAN itself
        var prefix = config.Has("model.params.first_stage_config") ? "model.params.first_stage_config.params." : "model.params.";
        foreach (var key in config.Keys(prefix + "ddconfig").Where(key => !Compared.Contains(key) && !Ignored.Contains(key)))
        {
            var value = config.String($"{prefix}ddconfig.{key}");
            if (value is not null && !value.Equals(Needed.GetValueOrDefault(key), StringComparison.OrdinalIgnoreCase)
                && (Needed.ContainsKey(key) || config.Has($"{prefix}ddconfig.{key}")))
            {
                var known = Needed.TryGetValue(key, out var needed) ? $"; it knows {needed}" : "";
                throw new ModelFileException($"{config.Where}: ddconfig.{key} is '{value}', which Atelier does not compute{known}.");
            }
        }

        if (config.Has(prefix + "remap"))
        {
            throw new ModelFileException($"{config.Where}: remap, which renumbers the codes, is not known to Atelier.");
        }

        (string, int)[] sizes =
        [
            ("n_embed", options.CodebookSize), ("embed_dim", options.EmbeddingWidth), ("ddconfig.ch", options.Channels),
            ("ddconfig.z_channels", options.LatentChannels), ("ddconfig.num_res_blocks", options.ResBlocks),
        ];
        foreach (var (key, found) in sizes)
        {
            Require(files, key, $"{config.Integer(prefix + key) ?? found}", $"{found}");
        }

        if (config.Has(prefix + "ddconfig.ch_mult"))
        {
            Require(files, "ddconfig.ch_mult", string.Join(", ", config.Strings(prefix + "ddconfig.ch_mult")),
                string.Join(", ", options.Multipliers));
        }

        if (config.Integer(prefix + "ddconfig.resolution") is { } resolution && config.Has(prefix + "ddconfig.attn_resolutions"))
        {
            var sides = config.Strings(prefix + "ddconfig.attn_resolutions").ToHashSet();
            var levels = Enumerable.Range(0, options.Multipliers.Count)
                .Where(level => sides.Contains((resolution >> level).ToString(CultureInfo.InvariantCulture)));
            Require(files, "levels with attention (ddconfig.attn_resolutions)", string.Join(", ", levels),
                string.Join(", ", options.AttentionLevels.Order()));
        }

        return options with
        {
            KlWeight = config.Number(prefix + "kl_weight") ?? options.KlWeight,
            Cosine = config.Boolean("cosine") && !options.Gumbel,
            NormGroups = config.Integer("norm_groups") is not { } groups ? options.NormGroups
                : groups > 0 && options.Channels % groups == 0 ? groups
                : throw new ModelFileException(
                    $"{config.Where}: norm_groups is {groups}, which does not divide the {options.Channels} channels."),
        };
    }

    private static void Require(ModelFiles files, string key, string value, string found)
    {
        if (value != found)
        {
            throw new ModelFileException(
                $"{files.Weights} has {key} = {found}, its configuration says {value}: they do not belong together.");
        }
    }
}
