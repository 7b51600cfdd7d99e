using Atelier.Core;

namespace Atelier.Models.Clip.Released;

/// <summary>The keys of open_clip's configurations (<c>CLIPVisionCfg</c>, <c>CLIPTextCfg</c>): those that Atelier reads, those without effect
/// here, and those whose value must be what Atelier implements.</summary>
internal static class OpenClipConfig
{
    private static readonly HashSet<string> Read =
    [
        "embed_dim", "quick_gelu", "vision_cfg", "text_cfg", "vision_cfg.image_size", "vision_cfg.layers", "vision_cfg.width",
        "vision_cfg.patch_size", "vision_cfg.head_width", "text_cfg.context_length", "text_cfg.vocab_size", "text_cfg.width",
        "text_cfg.heads", "text_cfg.layers", "preprocess_cfg.mean", "preprocess_cfg.std",
    ];

    // for training only, or evident from the weights
    private static readonly HashSet<string> Ignored =
    [
        "kind", "custom_text", "cast_dtype", "init_logit_scale", "nonscalar_logit_scale", "output_dict", "vision_cfg.mlp_ratio",
        "text_cfg.mlp_ratio", "vision_cfg.patch_dropout", "vision_cfg.output_tokens", "text_cfg.output_tokens", "text_cfg.pad_id",
        "text_cfg.eos_id", "preprocess_cfg.size", "preprocess_cfg.fill_color",
    ];

    private static readonly Dictionary<string, string> Needed = new()
    {
        ["vision_cfg.pool_type"] = "tok", ["vision_cfg.pos_embed_type"] = "learnable", ["text_cfg.pool_type"] = "argmax",
        ["text_cfg.proj_type"] = "linear", ["preprocess_cfg.mode"] = "RGB", ["preprocess_cfg.interpolation"] = "bicubic", ["preprocess_cfg.resize_mode"] = "shortest",
    };

    /// <summary>The prefix of the model's keys, <c>model_cfg.</c> or none; null where this is no configuration of open_clip's.</summary>
    public static string? Prefix(ModelConfig config) =>
        config.Has("model_cfg") ? "model_cfg."
        : config.Has("vision_cfg") || config.Has("text_cfg") ? ""
        : null;

    /// <summary>Rejects a configuration with settings that Atelier does not implement.</summary>
    /// <exception cref="ModelFileException">It has one; the message names its key.</exception>
    public static void RequireKnown(ModelConfig config, string prefix)
    {
        var model = new[] { "", "vision_cfg.", "text_cfg." }.SelectMany(
            part => config.Keys((prefix + part).TrimEnd('.')).Select(key => (Whole: prefix + part + key, Short: part + key)));
        var preparation = config.Keys("preprocess_cfg").Select(key => (Whole: "preprocess_cfg." + key, Short: "preprocess_cfg." + key));
        foreach (var (whole, key) in model.Concat(preparation).Where(entry => entry.Short != "preprocess_cfg" && config.Has(entry.Whole)))
        {
            var said = config.String(whole);
            if (!Read.Contains(key) && !Ignored.Contains(key) && (said is null || Needed.GetValueOrDefault(key) != said))
            {
                var known = Needed.TryGetValue(key, out var needed) ? $"; it knows {needed}" : "";
                var what = said is null ? "given" : $"'{said}'";
                throw new ModelFileException($"{config.Where}: {whole} is {what}, which Atelier does not compute{known}.");
            }
        }
    }
}
