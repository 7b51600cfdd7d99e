using Atelier.Core;

namespace Atelier.Models.Clip.Released;

/// <summary>The keys of open_clip's configurations (<c>CLIPVisionCfg</c>, <c>CLIPTextCfg</c>): those that Atelier reads, those without
/// effect here, and those whose value must be what Atelier implements.</summary>
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
        ["text_cfg.proj_type"] = "linear", ["preprocess_cfg.mode"] = "RGB", ["preprocess_cfg.interpolation"] = "bicubic",
        ["preprocess_cfg.resize_mode"] = "shortest",
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
        var model = from part in new[] { "", "vision_cfg.", "text_cfg." }
                    from key in config.Keys((prefix + part).TrimEnd('.'))
                    select (Path: prefix + part + key, Key: part + key);
        var preprocessing = config.Keys("preprocess_cfg").Select(key => (Path: "preprocess_cfg." + key, Key: "preprocess_cfg." + key));
        foreach (var (path, key) in model.Concat(preprocessing).Where(entry => entry.Key != "preprocess_cfg" && config.Has(entry.Path)))
        {
            var value = config.String(path);
            if (!Read.Contains(key) && !Ignored.Contains(key) && (value is null || Needed.GetValueOrDefault(key) != value))
            {
                var known = Needed.TryGetValue(key, out var needed) ? $"; it knows {needed}" : "";
                var what = value is null ? "given" : $"'{value}'";
                throw new ModelFileException($"{config.Where}: {path} is {what}, which Atelier does not compute{known}.");
            }
        }
    }
}
