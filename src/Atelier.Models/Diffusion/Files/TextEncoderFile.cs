using Atelier.Core;
using Atelier.Models.Clip;
using Atelier.Models.Clip.Released;
using Atelier.Models.Diffusion.Text;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Loads a text encoder of Stable Diffusion.</summary>
public static class TextEncoderFile
{
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["model_type"] = "clip_text_model", ["layer_norm_eps"] = "1e-05",
    };

    private static readonly string[] Read =
    [
        "vocab_size", "max_position_embeddings", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_act", "projection_dim", "eos_token_id",
    ];

    private static readonly string[] WithoutEffect =
    [
        "attention_dropout", "dropout", "initializer_factor", "initializer_range", "bos_token_id", "pad_token_id", "torch_dtype", "dtype",
        "transformers_version", "architectures",
    ];

    /// <summary>True for a text encoder's keys.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        (stored.ContainsKey("text_model.embeddings.token_embedding.weight") || stored.ContainsKey("embeddings.token_embedding.weight"))
            && !stored.Keys.Any(key => key.StartsWith("vision_model.", StringComparison.Ordinal));

    /// <summary>Loads the network, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken, is no such network, or does not fit its configuration.</exception>
    public static ClipTextModel Load(DiffusionPart part, Device? device = null)
    {
        var stored = HuggingFaceClip.ToOfficial(part.Stored);
        var options = Complete(ClipTextOptions.FromWeights(stored, part.Where), part.Config, part.Where);
        return new ClipTextModel(Weights.From(stored, part.Where), options).Freeze().to(device ?? CPU);
    }

    /// <summary>Loads the text tower of a whole CLIP, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The file is broken or is no CLIP.</exception>
    public static ClipTextModel OfClip(ModelFiles files, Device? device = null)
    {
        var stored = ClipFile.OpenOfficial(files);
        var whole = ClipConfig.Apply(ClipOptions.FromWeights(stored, files.Weights), files);
        var tower = stored.Where(entry => entry.Key.Split('.')[0] is "transformer" or "token_embedding" or "positional_embedding"
            or "ln_final" or "text_projection").ToDictionary();
        var options = ClipTextOptions.FromWeights(tower, files.Weights);
        return new ClipTextModel(Weights.From(tower, files.Weights), options with
        {
            Heads = whole.TextHeads ?? options.Heads, ExactGelu = whole.TextExactGelu,
        }).Freeze().to(device ?? CPU);
    }

    private static ClipTextOptions Complete(ClipTextOptions options, ModelConfig config, string where)
    {
        if (config.Has("hidden_size"))
        {
            DiffusersConfig.RequireKnown(config, [.. Read, .. WithoutEffect], Needed);
            DiffusersConfig.RequireSame(config, "vocab_size", options.VocabularySize);
            DiffusersConfig.RequireSame(config, "max_position_embeddings", options.ContextLength);
            DiffusersConfig.RequireSame(config, "hidden_size", options.Width);
            DiffusersConfig.RequireSame(config, "num_hidden_layers", options.Layers);
            DiffusersConfig.RequireSame(config, "intermediate_size", options.MlpWidth);
            options = options with
            {
                Heads = config.Integer("num_attention_heads")
                    ?? throw new ModelFileException($"{config.Where}: num_attention_heads is missing."),
                ExactGelu = config.String("hidden_act") switch
                {
                    "quick_gelu" or null => false,
                    "gelu" => true,
                    var other => throw new ModelFileException(
                        $"{config.Where}: hidden_act is '{other}', which Atelier does not compute; it knows quick_gelu and gelu."),
                },
                EndToken = config.Integer("eos_token_id") is { } end and not 2 ? end : null, // 2: the mistake of the first configurations
            };
        }
        else
        {
            options = options with
            {
                ExactGelu = options.Width switch
                {
                    768 => false,         // OpenAI's ViT-L
                    1024 or 1280 => true, // open_clip's H and bigG
                    var other => throw new ModelFileException($"{where}: its text encoder is {other} wide, as in no released Stable "
                        + "Diffusion, so its attention heads are unknown: put its config.json beside it."),
                },
            };
        }

        DiffusersConfig.RequireHeads([options.Heads], [options.Width], where);
        return options;
    }
}
