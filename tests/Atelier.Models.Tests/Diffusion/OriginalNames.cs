using System.Globalization;

namespace Atelier.Models.Tests.Diffusion;

/// <summary>diffusers' keys of a UNet of two residual blocks a level in the original naming.</summary>
internal static class OriginalNames
{
    public static string Of(string key)
    {
        string[] steps = key.Split('.');
        var name = steps[0] switch
        {
            "conv_in" => $"input_blocks.0.0.{steps[1]}",
            "conv_norm_out" => $"out.0.{steps[1]}",
            "conv_out" => $"out.2.{steps[1]}",
            "time_embedding" => $"time_embed.{(steps[1] == "linear_1" ? 0 : 2)}.{steps[2]}",
            "add_embedding" => $"label_emb.0.{(steps[1] == "linear_1" ? 0 : 2)}.{steps[2]}",
            "mid_block" => $"middle_block.{(steps[1] == "attentions" ? 1 : 2 * Number(steps[2]))}.{string.Join('.', steps[3..])}",
            "down_blocks" => Level("input", 1 + (3 * Number(steps[1])), steps),
            _ => Level("output", 3 * Number(steps[1]), steps),
        };
        return steps.Contains("resnets")
            ? name.Replace(".norm1.", ".in_layers.0.").Replace(".conv1.", ".in_layers.2.").Replace(".time_emb_proj.", ".emb_layers.1.")
                .Replace(".norm2.", ".out_layers.0.").Replace(".conv2.", ".out_layers.3.").Replace(".conv_shortcut.", ".skip_connection.")
            : name;

        static string Level(string side, int first, string[] steps)
        {
            return $"{side}_blocks." + steps[2] switch
            {
                "resnets" => $"{first + Number(steps[3])}.0.{string.Join('.', steps[4..])}",
                "attentions" => $"{first + Number(steps[3])}.1.{string.Join('.', steps[4..])}",
                "downsamplers" => $"{first + 2}.0.op.{steps[5]}",
                _ => $"{first + 2}.2.conv.{steps[5]}", // behind the transformers
            };
        }

        static int Number(string step) => int.Parse(step, CultureInfo.InvariantCulture);
    }
}
