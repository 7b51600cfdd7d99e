using Atelier.Core;

namespace Atelier.Models.Clip;

/// <summary>Hyperparameters of a CLIP (Radford et al., 2021), named as in the official <c>build_model</c>.</summary>
public sealed record ClipOptions
{
    /// <summary><c>embed_dim</c>: width of the common space of pictures and words.</summary>
    public int EmbeddingWidth { get; init; } = 512;

    /// <summary><c>image_resolution</c>: side of the square input picture.</summary>
    public int Resolution { get; init; } = 224;

    /// <summary><c>vision_layers</c>: blocks of the vision transformer; null for a ResNet.</summary>
    public int? VisionLayers { get; init; } = 12;

    /// <summary>Blocks of each of the four stages of the ResNet; null for a vision transformer.</summary>
    public IReadOnlyList<int>? ResNetLayers { get; init; }

    /// <summary><c>vision_width</c>.</summary>
    public int VisionWidth { get; init; } = 768;

    /// <summary><c>vision_patch_size</c>, of a vision transformer.</summary>
    public int PatchSize { get; init; } = 32;

    /// <summary>Attention heads of the picture tower; width / 64 (ResNet: width / 2) by default.</summary>
    public int? VisionHeads { get; init; }

    /// <summary><c>context_length</c>: tokens of a text.</summary>
    public int ContextLength { get; init; } = 77;

    /// <summary><c>vocab_size</c>.</summary>
    public int VocabularySize { get; init; } = 49408;

    /// <summary><c>transformer_width</c> of the text tower.</summary>
    public int TextWidth { get; init; } = 512;

    /// <summary><c>transformer_heads</c>; width / 64 by default.</summary>
    public int? TextHeads { get; init; }

    /// <summary><c>transformer_layers</c> of the text tower.</summary>
    public int TextLayers { get; init; } = 12;

    /// <summary>The exact GELU in the picture tower instead of OpenAI's QuickGELU.</summary>
    public bool VisionExactGelu { get; init; }

    /// <summary>The exact GELU in the text tower.</summary>
    public bool TextExactGelu { get; init; }

    /// <summary>The mean of the pictures it was trained on, per channel in [0, 1]; OpenAI's by default.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Their standard deviation.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Derives the hyperparameters from a state dict's shapes, by the official rule.</summary>
    /// <exception cref="ModelFileException">The file is no CLIP.</exception>
    public static ClipOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        int Size(string key, int axis) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length > axis
            ? (int)tensor.Shape[axis]
            : throw new ModelFileException($"{where} is no CLIP: it has no {key} of the right shape.");

        int Count(string prefix) => stored.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key[prefix.Length..].Split('.')[0]).Distinct().Count();

        var options = new ClipOptions
        {
            EmbeddingWidth = Size("text_projection", 1),
            ContextLength = Size("positional_embedding", 0),
            VocabularySize = Size("token_embedding.weight", 0),
            TextWidth = Size("ln_final.weight", 0),
            TextLayers = Count("transformer.resblocks."),
        };
        if (stored.ContainsKey("visual.proj"))
        {
            var patch = Size("visual.conv1.weight", 3);
            return options with
            {
                VisionLayers = Count("visual.transformer.resblocks."),
                VisionWidth = Size("visual.conv1.weight", 0),
                PatchSize = patch,
                Resolution = patch * (int)Math.Round(Math.Sqrt(Size("visual.positional_embedding", 0) - 1)),
            };
        }

        return options with
        {
            VisionLayers = null,
            ResNetLayers = [Count("visual.layer1."), Count("visual.layer2."), Count("visual.layer3."), Count("visual.layer4.")],
            VisionWidth = Size("visual.layer1.0.conv1.weight", 0),
            Resolution = 32 * (int)Math.Round(Math.Sqrt(Size("visual.attnpool.positional_embedding", 0) - 1)),
        };
    }
}
