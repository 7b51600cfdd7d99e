using Atelier.Core;

namespace Atelier.Models.Prior;

/// <summary>Loads a GPT from a taming-transformers checkpoint (a <c>Net2NetTransformer</c>: keys under
/// <c>transformer.</c>) or a bare one.</summary>
public static class GptFile
{
    private const string Prefix = "transformer.";

    /// <summary>True when the keys are such a GPT's.</summary>
    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        new[] { "", Prefix }
            .Any(prefix => stored.ContainsKey(prefix + "pos_emb") && stored.ContainsKey(prefix + "blocks.0.attn.key.weight"));

    /// <summary>Loads the network, frozen, in fp32. Its number of heads is read from <c>n_head</c> of the configuration.</summary>
    /// <exception cref="ModelFileException">The file is broken, is no GPT, or its number of heads is unknown.</exception>
    public static GptModel Load(ModelFiles files)
    {
        var heads = files.Config.Integer("n_head") ?? files.Config.Integer("model.params.transformer_config.params.n_head")
            ?? throw new ModelFileException($"Nothing tells how many heads {files.Weights} has: a configuration with n_head is needed.");
        var model = Load(files.Open(), heads, files.Weights);
        foreach (var (key, found) in new[] { ("vocab_size", model.Options.VocabularySize), ("block_size", model.Options.BlockSize),
            ("n_layer", model.Options.Layers), ("n_embd", model.Options.Width) })
        {
            var configured = files.Config.Integer(key) ?? files.Config.Integer("model.params.transformer_config.params." + key);
            if (configured is not null && configured != found)
            {
                throw new ModelFileException(
                    $"{files.Weights} has {key} = {found}, its configuration says {configured}: they do not belong together.");
            }
        }

        return model;
    }

    /// <summary>Loads the network from stored tensors, frozen, in fp32.</summary>
    /// <exception cref="ModelFileException">The tensors are no GPT's.</exception>
    public static GptModel Load(IReadOnlyDictionary<string, StoredTensor> stored, int heads, string where)
    {
        var bare = stored.ContainsKey(Prefix + "pos_emb")
            ? stored.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[Prefix.Length..], pair => pair.Value)
            : stored;
        var weights = Weights.From(bare, where);
        var model = new GptModel(weights, GptOptions.FromWeights(bare, heads, where));
        weights.Verify();
        return model.Freeze();
    }
}
