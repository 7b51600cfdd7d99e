namespace Atelier.Models.Diffusion.Text;

/// <summary>Hyperparameters of a <see cref="ClipTextModel"/>; the defaults are those of Stable Diffusion 1.</summary>
public sealed record ClipTextOptions
{
    /// <summary><c>vocab_size</c>.</summary>
    public int VocabularySize { get; init; } = 49408;

    /// <summary><c>max_position_embeddings</c>: tokens of a text.</summary>
    public int ContextLength { get; init; } = 77;

    /// <summary><c>hidden_size</c>.</summary>
    public int Width { get; init; } = 768;

    /// <summary><c>num_hidden_layers</c>.</summary>
    public int Layers { get; init; } = 12;

    /// <summary><c>num_attention_heads</c>.</summary>
    public int Heads { get; init; } = 12;

    /// <summary><c>intermediate_size</c>: width inside the MLPs.</summary>
    public int MlpWidth { get; init; } = 3072;

    /// <summary><c>hidden_act</c> is <c>gelu</c> instead of OpenAI's <c>quick_gelu</c>.</summary>
    public bool ExactGelu { get; init; }

    /// <summary><c>projection_dim</c> of an encoder with a projection; null for one without.</summary>
    public int? ProjectionWidth { get; init; }

    /// <summary><c>eos_token_id</c>: the pooled text is that of the first such token; null for the highest token of each text.</summary>
    public int? EndToken { get; init; }

    /// <summary>Derives the hyperparameters from a checkpoint's shapes, by OpenAI's keys; heads are 64 wide, as in all released
    /// ones.</summary>
    /// <exception cref="Core.ModelFileException">The file is no text encoder.</exception>
    public static ClipTextOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        var width = Size("ln_final.weight", 0);
        return new()
        {
            VocabularySize = Size("token_embedding.weight", 0),
            ContextLength = Size("positional_embedding", 0),
            Width = width,
            Layers = stored.CountBelow("transformer.resblocks."),
            Heads = Math.Max(1, width / 64),
            MlpWidth = Size("transformer.resblocks.0.mlp.c_fc.weight", 0),
            ProjectionWidth = stored.ContainsKey("text_projection") ? Size("text_projection", 1) : null,
        };

        int Size(string key, int axis) => stored.Size(key, axis, $"{where} is no text encoder of CLIP");
    }
}
