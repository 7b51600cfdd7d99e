using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.Clip.Released;

/// <summary>What a configuration says of a CLIP that its weights do not show: heads, activations, the colours of its training pictures.
/// What it says and Atelier does not compute is refused, since the features would be wrong without a word.</summary>
internal static class ClipConfig
{
    // transformers' own where its configuration is silent
    private const int HuggingFaceTextHeads = 8, HuggingFaceVisionHeads = 12;

    // open_clip's
    private const int OpenClipTextHeads = 8, OpenClipHeadWidth = 64;

    /// <summary>The sizes read off the weights, completed.</summary>
    /// <exception cref="UserException">The configuration is of another network, or of one that Atelier does not compute.</exception>
    public static ClipOptions Apply(ClipOptions options, ModelFiles files)
    {
        var config = files.Config;
        var applied = config.Says("text_config") || config.Says("vision_config") || config.Says("model_type") ? HuggingFace(options, files)
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
        var exact = IsExact(config, "hidden_act", usual: false);
        return options with
        {
            TextHeads = config.Whole("transformer_heads"),
            VisionHeads = config.Whole("vision_heads"),
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
        if (config.Whole("text_config.eos_token_id") is { } end && end != 2 && end != options.VocabularySize - 1)
        {
            throw Unknown(config, "text_config.eos_token_id", $"{end}", $"{options.VocabularySize - 1}");
        }

        var colours = Path.Combine(files.Folder, "preprocessor_config.json");
        return Colours(options, File.Exists(colours) ? ModelConfig.Read(colours) : ModelConfig.Empty, "image_mean", "image_std") with
        {
            TextHeads = config.Whole("text_config.num_attention_heads") ?? HuggingFaceTextHeads,
            VisionHeads = config.Whole("vision_config.num_attention_heads") ?? HuggingFaceVisionHeads,
            TextExactGelu = IsExact(config, "text_config.hidden_act", usual: false),
            VisionExactGelu = IsExact(config, "vision_config.hidden_act", usual: false),
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

        var exact = !config.Flag(prefix + "quick_gelu");
        var head = config.Whole(prefix + "vision_cfg.head_width") ?? OpenClipHeadWidth;
        var width = options.VisionWidth * (options.ResNetLayers is null ? 1 : 32);
        return Colours(options, config, "preprocess_cfg.mean", "preprocess_cfg.std") with
        {
            TextHeads = config.Whole(prefix + "text_cfg.heads") ?? OpenClipTextHeads,
            VisionHeads = head > 0 && width % head == 0 ? width / head
                : throw Unknown(config, prefix + "vision_cfg.head_width", $"{head}", $"what divides {width}"),
            TextExactGelu = exact,
            VisionExactGelu = exact,
        };
    }

    private static ClipOptions Colours(ClipOptions options, ModelConfig config, string mean, string deviation) =>
        options with { Mean = Three(config, mean, 0) ?? options.Mean, Deviation = Three(config, deviation, 1e-6) ?? options.Deviation };

    private static float[]? Three(ModelConfig config, string keys, double least)
    {
        if (!config.Says(keys))
        {
            return null;
        }

        var texts = config.Texts(keys);
        var numbers = texts
            .Select(text => float.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : float.NaN)
            .ToArray();
        return numbers.Length == 3 && numbers.All(number => number >= least && number <= 1) ? numbers
            : throw Unknown(config, keys, string.Join(", ", texts), "three numbers of 0 to 1");
    }

    private static bool IsExact(ModelConfig config, string keys, bool usual) => !config.Says(keys) ? usual : config.Text(keys) switch
    {
        "quick_gelu" => false,
        "gelu" or "gelu_python" => true,
        var other => throw Unknown(config, keys, other ?? "a list", "quick_gelu or gelu"),
    };

    private static void RequireSame(ModelConfig config, string keys, string known)
    {
        if (config.Text(keys) is { } said && said != known)
        {
            throw Unknown(config, keys, said, known);
        }
    }

    private static void RequireSame(ModelConfig config, string keys, int found)
    {
        if (config.Whole(keys) is { } said && said != found)
        {
            throw new UserException($"{config.Where}: {keys} is {said}, the weights beside it have {found}: they do not belong together.");
        }
    }

    private static void Require(int width, int heads, string tower, ModelFiles files)
    {
        if (heads < 1 || width % heads != 0)
        {
            throw new UserException($"{files.Weights}: {heads} heads do not divide the {tower} tower's width of {width}.");
        }
    }

    private static UserException Unknown(ModelConfig config, string keys, string said, string known) =>
        new($"{config.Where}: {keys} is '{said}', which Atelier does not compute; it knows {known}.");
}
