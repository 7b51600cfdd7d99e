using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Maps the keys of the original UNet (CompVis's and Stability AI's <c>UNetModel</c>) to diffusers'.</summary>
internal static partial class UnetKeys
{
    private static readonly (string From, string To)[] Ends =
    [
        ("time_embed.0.", "time_embedding.linear_1."), ("time_embed.2.", "time_embedding.linear_2."),
        ("label_emb.0.0.", "add_embedding.linear_1."), ("label_emb.0.2.", "add_embedding.linear_2."),
        ("input_blocks.0.0.", "conv_in."), ("out.0.", "conv_norm_out."), ("out.2.", "conv_out."),
        ("middle_block.0.", "mid_block.resnets.0."), ("middle_block.1.", "mid_block.attentions.0."),
        ("middle_block.2.", "mid_block.resnets.1."),
    ];

    private static readonly (string From, string To)[] OfResnets =
    [
        (".in_layers.0.", ".norm1."), (".in_layers.2.", ".conv1."), (".emb_layers.1.", ".time_emb_proj."), (".out_layers.0.", ".norm2."),
        (".out_layers.3.", ".conv2."), (".skip_connection.", ".conv_shortcut."),
    ];

    public static bool IsOriginal(IReadOnlyDictionary<string, StoredTensor> stored) => stored.ContainsKey("input_blocks.0.0.weight");

    public static Dictionary<string, StoredTensor> ToDiffusers(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        // a level has its layers and a downsampling: the first of those tells how many layers
        var first = stored.Keys.Select(key => Downsampling().Match(key)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(int.MaxValue).Min();
        return stored.ToDictionary(entry => Rename(entry.Key, first), entry => entry.Value);
    }

    /// <summary>A module of kohya's LoRA files, written with low lines, in diffusers' naming if it has the original one.</summary>
    /// <param name="name">Such as <c>input_blocks_4_1_transformer_blocks_0_attn1_to_q</c>.</param>
    /// <param name="perLevel">Input blocks a level.</param>
    public static string FromKohya(string name, int perLevel)
    {
        if (KohyaBlock().Match(name) is not { Success: true } match)
        {
            return name;
        }

        var (block, part) = (match.Groups[1].Value, match.Groups[2].Value.Replace('_', '.'));
        var renamed = Rename($"{block}{part}.{name[match.Length..]}.", perLevel).Trim('.').Replace('.', '_');
        return OfResnets.Aggregate(renamed + "_", (text, rename) => text.Replace(LowLines(rename.From), LowLines(rename.To))).TrimEnd('_');

        static string LowLines(string path) => path.Replace('.', '_');
    }

    private static string Rename(string key, int perLevel)
    {
        foreach (var (from, to) in Ends)
        {
            if (key.StartsWith(from, StringComparison.Ordinal))
            {
                key = to + key[from.Length..];
                break;
            }
        }

        if (Block().Match(key) is { Success: true } match)
        {
            var (index, part) = (int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), match.Groups[3].Value);
            var (side, at) = match.Groups[1].Value == "input" ? ("down", index - 1) : ("up", index);
            var (level, layer, rest) = (at / perLevel, at % perLevel, key[match.Length..]);
            key = $"{side}_blocks.{level}." + (rest switch
            {
                _ when rest.StartsWith("op.", StringComparison.Ordinal) => "downsamplers.0.conv." + rest["op.".Length..],
                _ when rest.StartsWith("conv.", StringComparison.Ordinal) => "upsamplers.0." + rest,
                _ => $"{(part == "0" ? "resnets" : "attentions")}.{layer}.{rest}",
            });
        }

        return OfResnets.Aggregate(key, (name, rename) => name.Replace(rename.From, rename.To));
    }

    [GeneratedRegex(@"^input_blocks\.(\d+)\.0\.op\.weight$")]
    private static partial Regex Downsampling();

    [GeneratedRegex(@"^(input_blocks|output_blocks|middle_block)((?:_\d+)+)_")]
    private static partial Regex KohyaBlock();

    [GeneratedRegex(@"^(input|output)_blocks\.(\d+)\.(\d+)\.")]
    private static partial Regex Block();
}
