using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Maps diffusers' keys of an autoencoder to the original ones, which are those of a VQGAN's encoder and decoder.</summary>
internal static partial class VaeKeys
{
    private static readonly (string From, string To)[] Renames =
    [
        (".down_blocks.", ".down."), (".resnets.", ".block."), (".downsamplers.0.", ".downsample."), (".upsamplers.0.", ".upsample."),
        (".mid_block.block.0.", ".mid.block_1."), (".mid_block.block.1.", ".mid.block_2."), (".mid_block.attentions.0.", ".mid.attn_1."),
        (".conv_shortcut.", ".nin_shortcut."), (".conv_norm_out.", ".norm_out."), (".group_norm.", ".norm."),
        (".to_q.", ".q."), (".to_k.", ".k."), (".to_v.", ".v."), (".to_out.0.", ".proj_out."),
        (".query.", ".q."), (".key.", ".k."), (".value.", ".v."), (".proj_attn.", ".proj_out."), // of diffusers before 0.12
    ];

    public static bool IsDiffusers(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("decoder.up_blocks.0.resnets.0.conv1.weight");

    public static Dictionary<string, StoredTensor> ToOriginal(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        var levels = stored.CountBelow("decoder.up_blocks.");
        return stored.ToDictionary(
            entry => Rename(entry.Key), entry => entry.Key.Contains(".attentions.") ? entry.Value.ToKernel() : entry.Value);

        // the original counts the decoder's levels from the finest
        string Rename(string key) => Renames.Aggregate(
            UpBlock().Replace(key, match => $".up.{levels - 1 - int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)}."),
            (name, rename) => name.Replace(rename.From, rename.To));
    }

    [GeneratedRegex(@"\.up_blocks\.(\d+)\.")]
    private static partial Regex UpBlock();
}
