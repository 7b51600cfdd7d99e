using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>What a configuration says of a VQGAN, taming-transformers' YAML or a flat JSON: it must fit the weights, and ask for nothing
/// that Atelier does not compute.</summary>
internal static class VqganConfig
{
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["double_z"] = "false", ["in_channels"] = "3", ["out_ch"] = "3", ["resamp_with_conv"] = "true",
        ["give_pre_end"] = "false", ["tanh_out"] = "false", ["use_linear_attn"] = "false", ["attn_type"] = "vanilla",
    };

    private static readonly HashSet<string> Compared = ["ch", "ch_mult", "z_channels", "num_res_blocks", "attn_resolutions"];
    private static readonly HashSet<string> Idle = ["resolution", "dropout"];

    /// <summary>The sizes read off the weights, completed.</summary>
    /// <exception cref="ModelFileException">The configuration is of another network, or of one that Atelier does not compute.</exception>
    public static VqganOptions Apply(VqganOptions options, ModelFiles files)
    {
        var config = files.Config;
        // of a transformer over codes, or our own
        var whole = config.Has("model.params.first_stage_config") ? "model.params.first_stage_config.params." : "model.params.";
        foreach (var key in config.Keys(whole + "ddconfig").Where(key => !Compared.Contains(key) && !Idle.Contains(key)))
        {
            var said = config.String($"{whole}ddconfig.{key}");
            if (said is not null && !said.Equals(Needed.GetValueOrDefault(key), StringComparison.OrdinalIgnoreCase)
                && (Needed.ContainsKey(key) || config.Has($"{whole}ddconfig.{key}")))
            {
                var known = Needed.TryGetValue(key, out var needed) ? $"; it knows {needed}" : "";
                throw new ModelFileException($"{config.Where}: ddconfig.{key} is '{said}', which Atelier does not compute{known}.");
            }
        }

        if (config.Has(whole + "remap"))
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
            Require(files, key, $"{config.Integer(whole + key) ?? found}", $"{found}");
        }

        if (config.Has(whole + "ddconfig.ch_mult"))
        {
            Require(files, "ddconfig.ch_mult", string.Join(", ", config.Strings(whole + "ddconfig.ch_mult")),
                string.Join(", ", options.Multipliers));
        }

        if (config.Integer(whole + "ddconfig.resolution") is { } resolution && config.Has(whole + "ddconfig.attn_resolutions"))
        {
            var sides = config.Strings(whole + "ddconfig.attn_resolutions").ToHashSet();
            var levels = Enumerable.Range(0, options.Multipliers.Count)
                .Where(level => sides.Contains((resolution >> level).ToString(CultureInfo.InvariantCulture)));
            Require(files, "levels with attention (ddconfig.attn_resolutions)", string.Join(", ", levels),
                string.Join(", ", options.AttentionLevels.Order()));
        }

        return options with
        {
            KlWeight = config.Number(whole + "kl_weight") ?? options.KlWeight,
            Cosine = config.Boolean("cosine") && !options.Gumbel,
            NormGroups = config.Integer("norm_groups") is not { } groups ? options.NormGroups
                : groups > 0 && options.Channels % groups == 0 ? groups
                : throw new ModelFileException(
                    $"{config.Where}: norm_groups is {groups}, which does not divide the {options.Channels} channels."),
        };
    }

    private static void Require(ModelFiles files, string key, string said, string found)
    {
        if (said != found)
        {
            throw new ModelFileException($"{files.Weights} has {key} = {found}, its configuration says {said}: they do not belong together.");
        }
    }
}
