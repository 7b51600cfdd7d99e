namespace Atelier.Models.Diffusion.Files;

/// <summary>Maps the keys of CLIP text encoders to transformers' (<c>CLIPTextModelWithProjection</c>).</summary>
internal static class TextKeys
{
    private const string Prefix = "text_model.";
    private const string Blocks = "transformer.resblocks.";
    private const string Packed = ".attn.in_proj_";

    private static readonly (string From, string To)[] Renames =
    [
        ("token_embedding.", "embeddings.token_embedding."), ("positional_embedding", "embeddings.position_embedding.weight"),
        ("ln_final.", "final_layer_norm."), (Blocks, "encoder.layers."), (".ln_1.", ".layer_norm1."), (".ln_2.", ".layer_norm2."),
        (".mlp.c_fc.", ".mlp.fc1."), (".mlp.c_proj.", ".mlp.fc2."), (".attn.out_proj.", ".self_attn.out_proj."),
    ];

    /// <summary>True for the names of open_clip's text tower.</summary>
    public static bool IsOpenClip(IReadOnlyDictionary<string, StoredTensor> stored) => stored.ContainsKey("ln_final.weight");

    /// <summary>open_clip's names to transformers'.</summary>
    /// <param name="stored">The tower.</param>
    /// <param name="isPenultimate">For Stable Diffusion 2, which reads the text before the last block: the block and the projection
    /// are left out, as diffusers does.</param>
    public static Dictionary<string, StoredTensor> FromOpenClip(IReadOnlyDictionary<string, StoredTensor> stored, bool isPenultimate)
    {
        var last = $"{Blocks}{stored.CountBelow(Blocks) - 1}.";
        var named = new Dictionary<string, StoredTensor>();
        foreach (var (key, tensor) in stored)
        {
            if (key is "logit_scale" or "attn_mask"
                || (isPenultimate && (key == "text_projection" || key.StartsWith(last, StringComparison.Ordinal))))
            {
                continue;
            }

            if (key == "text_projection")
            {
                named["text_projection.weight"] = tensor.Transposed();
            }
            else if (key.IndexOf(Packed, StringComparison.Ordinal) is > 0 and var at)
            {
                foreach (var (i, part) in "qkv".Index())
                {
                    named[$"{Rename(key[..at])}.self_attn.{part}_proj.{key[(at + Packed.Length)..]}"] = tensor.Part(i, 3);
                }
            }
            else
            {
                named[Rename(key)] = tensor;
            }
        }

        return named;

        static string Rename(string key) => Prefix + Renames.Aggregate(key, (name, rename) => name.Replace(rename.From, rename.To));
    }

    /// <summary>transformers' names of any release: the prefix <c>text_model.</c> is gone since 5.0, the positions' numbers are no
    /// weights.</summary>
    public static Dictionary<string, StoredTensor> Normalised(IReadOnlyDictionary<string, StoredTensor> stored) => stored
        .Where(entry => !entry.Key.EndsWith("position_ids", StringComparison.Ordinal))
        .ToDictionary(
            entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal) || entry.Key == "text_projection.weight"
                ? entry.Key
                : Prefix + entry.Key,
            entry => entry.Value);
}
