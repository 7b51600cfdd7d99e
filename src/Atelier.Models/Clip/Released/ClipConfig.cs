using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Clip.Released;

/// <summary>What a CLIP's weights do not show and its configuration does: heads, activations, mean and deviation of the input. Settings
/// that Atelier does not implement are errors, since the features would silently be wrong.</summary>
internal static class ClipConfig
{
    // defaults of transformers
    private const int HuggingFaceTextHeads = 8, HuggingFaceVisionHeads = 12;

    // defaults of open_clip
    private const int OpenClipTextHeads = 8, OpenClipHeadWidth = 64;

    /// <summary>Completes the hyperparameters derived from the weights.</summary>
    /// <exception cref="ModelFileException">The configuration is of another network, or of one that Atelier does not implement.</exception>
    public static ClipOptions Apply(ClipOptions options, ModelFiles files)
    {
        var config = files.Config;
        var applied = config.Has("text_config") || config.Has("vision_config") || config.Has("model_type") ? HuggingFace(options, files)
            : OpenClipConfig.Prefix(config) is { } prefix ? OpenClip(options, config, prefix)
            : Flat(options, config);
        Require(applied.TextWidth, applied.TextHeads ?? Math.Max(1, applied.TextWidth / 64), "text", files);
        if (applied.ResNetLayers is null)
        {
            Require(applied.VisionWidth, applied.VisionHeads ?? Math.Max(1, applied.VisionWidth / 64), "picture", files);
        }
        else
        {
            Require(32 * applied.VisionWidth, applied.VisionHeads ?? applied.VisionWidth / 2, "picture", files);
        }

        return applied;
    }

    private static ClipOptions Flat(ClipOptions options, ModelConfig config)
    {
        var exact = IsExact(config, "hidden_act");
        return options with
        {
            TextHeads = config.Integer("transformer_heads"),
            VisionHeads = config.Integer("vision_heads"),
            VisionExactGelu = exact,
            TextExactGelu = exact,
        };
    }

    private static ClipOptions HuggingFace(ClipOptions options, ModelFiles files)
    {
        var config = files.Config;
        RequireSame(config, "model_type", "clip");
        RequireSame(config, "text_config.model_type", "clip_text_model");
        RequireSame(config, "vision_config.model_type", "clip_vision_model");
        RequireSame(config, "projection_dim", options.EmbeddingWidth);
        RequireSame(config, "text_config.hidden_size", options.TextWidth);
        RequireSame(config, "text_config.num_hidden_layers", options.TextLayers);
        RequireSame(config, "text_config.max_position_embeddings", options.ContextLength);
        RequireSame(config, "text_config.vocab_size", options.VocabularySize);
        RequireSame(config, "vision_config.hidden_size", options.VisionWidth);
        RequireSame(config, "vision_config.num_hidden_layers", options.VisionLayers ?? 0);
        RequireSame(config, "vision_config.patch_size", options.PatchSize);
        RequireSame(config, "vision_config.image_size", options.Resolution);
        foreach (var key in new[] { "text_config.layer_norm_eps", "vision_config.layer_norm_eps" })
        {
            if (config.Number(key) is { } epsilon and not 1e-5)
            {
                throw Unknown(config, key, $"{epsilon}", "1e-05");
            }
        }

        // 2: the mistake of the first configurations, read as the highest
        if (config.Integer("text_config.eos_token_id") is { } end && end != 2 && end != options.VocabularySize - 1)
        {
            throw Unknown(config, "text_config.eos_token_id", $"{end}", $"{options.VocabularySize - 1}");
        }

        var path = Path.Combine(files.Folder, "preprocessor_config.json");
        return WithNormalization(options, File.Exists(path) ? ModelConfig.Read(path) : ModelConfig.Empty, "image_mean", "image_std") with
        {
            TextHeads = config.Integer("text_config.num_attention_heads") ?? HuggingFaceTextHeads,
            VisionHeads = config.Integer("vision_config.num_attention_heads") ?? HuggingFaceVisionHeads,
            TextExactGelu = IsExact(config, "text_config.hidden_act"),
            VisionExactGelu = IsExact(config, "vision_config.hidden_act"),
        };
    }

    private static ClipOptions OpenClip(ClipOptions options, ModelConfig config, string prefix)
    {
        OpenClipConfig.RequireKnown(config, prefix);
        RequireSame(config, prefix + "embed_dim", options.EmbeddingWidth);
        RequireSame(config, prefix + "text_cfg.width", options.TextWidth);
        RequireSame(config, prefix + "text_cfg.layers", options.TextLayers);
        RequireSame(config, prefix + "text_cfg.context_length", options.ContextLength);
        RequireSame(config, prefix + "text_cfg.vocab_size", options.VocabularySize);
        RequireSame(config, prefix + "vision_cfg.width", options.VisionWidth);
        RequireSame(config, prefix + "vision_cfg.image_size", options.Resolution);
        if (options.VisionLayers is { } layers)
        {
            RequireSame(config, prefix + "vision_cfg.layers", layers);
            RequireSame(config, prefix + "vision_cfg.patch_size", options.PatchSize);
        }

        var exact = !config.Boolean(prefix + "quick_gelu");
        var head = config.Integer(prefix + "vision_cfg.head_width") ?? OpenClipHeadWidth;
        var width = options.VisionWidth * (options.ResNetLayers is null ? 1 : 32);
        return WithNormalization(options, config, "preprocess_cfg.mean", "preprocess_cfg.std") with
        {
            TextHeads = config.Integer(prefix + "text_cfg.heads") ?? OpenClipTextHeads,
            VisionHeads = head > 0 && width % head == 0
                ? width / head
                : throw Unknown(config, prefix + "vision_cfg.head_width", $"{head}", $"what divides {width}"),
            TextExactGelu = exact,
            VisionExactGelu = exact,
        };
    }

    private static ClipOptions WithNormalization(ClipOptions options, ModelConfig config, string mean, string deviation) =>
        options with
        {
            Mean = PerChannel(config, mean, 0) ?? options.Mean,
            Deviation = PerChannel(config, deviation, 1e-6) ?? options.Deviation,
        };

    private static float[]? PerChannel(ModelConfig config, string keys, double least)
    {
        if (!config.Has(keys))
        {
            return null;
        }

        var texts = config.Strings(keys);
        var numbers = texts
            .Select(text => float.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : float.NaN)
            .ToArray();
        return numbers.Length == 3 && numbers.All(number => number >= least && number <= 1) ? numbers
            : throw Unknown(config, keys, string.Join(", ", texts), "three numbers of 0 to 1");
    }

    private static bool IsExact(ModelConfig config, string keys) => config.Has(keys) && config.String(keys) switch
    {
        "quick_gelu" => false,
        "gelu" or "gelu_python" => true,
        var other => throw Unknown(config, keys, other ?? "a list", "quick_gelu or gelu"),
    };

    private static void RequireSame(ModelConfig config, string keys, string known)
    {
        if (config.String(keys) is { } value && value != known)
        {
            throw Unknown(config, keys, value, known);
        }
    }

    private static void RequireSame(ModelConfig config, string keys, int found)
    {
        if (config.Integer(keys) is { } value && value != found)
        {
            throw new ModelFileException(
                $"{config.Where}: {keys} is {value}, the weights beside it have {found}: they do not belong together.");
        }
    }

    private static void Require(int width, int heads, string tower, ModelFiles files)
    {
        if (heads < 1 || width % heads != 0)
        {
            throw new ModelFileException($"{files.Weights}: {heads} heads do not divide the {tower} tower's width of {width}.");
        }
    }

    private static ModelFileException Unknown(ModelConfig config, string keys, string value, string known) =>
        new($"{config.Where}: {keys} is '{value}', which Atelier does not compute; it knows {known}.");
}
