using Atelier.Core;

namespace Atelier.Models.Prior;

/// <summary>Hyperparameters of a GPT, named as in taming-transformers' <c>mingpt.GPT</c>.</summary>
public sealed record GptOptions
{
    /// <summary><c>vocab_size</c>: how many tokens there are.</summary>
    public int VocabularySize { get; init; } = 1024;

    /// <summary><c>block_size</c>: the most tokens it sees at once.</summary>
    public int BlockSize { get; init; } = 256;

    /// <summary><c>n_layer</c>.</summary>
    public int Layers { get; init; } = 12;

    /// <summary><c>n_head</c>; the weights do not show it.</summary>
    public int Heads { get; init; } = 8;

    /// <summary><c>n_embd</c>: width of a token.</summary>
    public int Width { get; init; } = 256;

    /// <summary><c>n_unmasked</c>: how many tokens at the beginning all see each other (a prefix that is no sequence).</summary>
    public int Unmasked { get; init; }

    /// <summary>Share of the activations dropped while training (<c>embd_pdrop</c> and <c>resid_pdrop</c>), 0 to 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Derives the hyperparameters from a checkpoint's shapes; <paramref name="heads"/> comes from its configuration.</summary>
    /// <param name="stored">The tensors, by keys without <c>transformer.</c>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="ModelFileException">The file is no GPT, or the heads do not divide its width.</exception>
    public static GptOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, int heads, string where)
    {
        long[] Shape(string key, int rank) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length == rank
            ? tensor.Shape
            : throw new ModelFileException($"{where} is no GPT: it has no {key} of {rank} axes.");

        var (position, tokens) = (Shape("pos_emb", 3), Shape("tok_emb.weight", 2));
        var layers = 0;
        while (stored.ContainsKey($"blocks.{layers}.ln1.weight"))
        {
            layers++;
        }

        return heads > 0 && tokens[1] % heads == 0
            ? new()
            {
                VocabularySize = (int)tokens[0], BlockSize = (int)position[1], Layers = layers, Heads = heads, Width = (int)tokens[1],
            }
            : throw new ModelFileException($"{where}: {heads} heads do not divide the width {tokens[1]}.");
    }
}
