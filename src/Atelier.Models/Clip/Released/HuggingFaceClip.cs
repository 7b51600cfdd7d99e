using System.Text.RegularExpressions;

namespace Atelier.Models.Clip.Released;

/// <summary>Maps Hugging Face's keys of a CLIP to the official ones (after transformers' conversion script).</summary>
internal static partial class HuggingFaceClip
{
    private static readonly (string From, string To)[] Renames =
    [
        ("text_model.embeddings.token_embedding.", "token_embedding."),
        ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        ("text_model.final_layer_norm.", "ln_final."),
        ("text_model.encoder.layers.", "transformer.resblocks."),
        ("vision_model.embeddings.class_embedding", "visual.class_embedding"),
        ("vision_model.embeddings.patch_embedding.", "visual.conv1."),
        ("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
        ("vision_model.pre_layrnorm.", "visual.ln_pre."),
        ("vision_model.post_layernorm.", "visual.ln_post."),
        ("vision_model.encoder.layers.", "visual.transformer.resblocks."),
        (".layer_norm1.", ".ln_1."), (".layer_norm2.", ".ln_2."), (".mlp.fc1.", ".mlp.c_fc."), (".mlp.fc2.", ".mlp.c_proj."),
        (".self_attn.", ".attn."),
    ];

    public static bool Recognises(IReadOnlyDictionary<string, StoredTensor> stored) =>
        stored.ContainsKey("text_model.embeddings.token_embedding.weight");

    public static IReadOnlyDictionary<string, StoredTensor> ToOfficial(IReadOnlyDictionary<string, StoredTensor> stored)
    {
        var official = new Dictionary<string, StoredTensor>();
        foreach (var (name, tensor) in stored)
        {
            if (name.EndsWith("position_ids", StringComparison.Ordinal) || KeyOrValue().IsMatch(name))
            {
                continue;
            }

            if (name is "text_projection.weight" or "visual_projection.weight")
            {
                official[name == "text_projection.weight" ? "text_projection" : "visual.proj"] = Transposed(tensor);
            }
            else if (Query().Match(name) is { Success: true } match)
            {
                var kind = match.Groups[1].Value; // weight or bias: q, k and v are packed in one
                official[Rename(name[..match.Index]) + ".attn.in_proj_" + kind] = Packed(
                    [tensor, stored[name.Replace(".q_proj.", ".k_proj.")], stored[name.Replace(".q_proj.", ".v_proj.")]]);
            }
            else
            {
                official[Rename(name)] = tensor;
            }
        }

        return official;
    }

    private static string Rename(string name) => Renames.Aggregate(name, (text, rename) => text.Replace(rename.From, rename.To));

    private static StoredTensor Transposed(StoredTensor tensor) => new([.. tensor.Shape.Reverse()], () =>
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(tensor.Read().transpose(0, 1).contiguous());
    });

    private static StoredTensor Packed(StoredTensor[] parts) => new([parts.Sum(part => part.Shape[0]), .. parts[0].Shape[1..]], () =>
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(cat([.. parts.Select(part => part.Read())], 0));
    });

    [GeneratedRegex(@"\.self_attn\.[kv]_proj\.")]
    private static partial Regex KeyOrValue();

    [GeneratedRegex(@"\.self_attn\.q_proj\.(weight|bias)$")]
    private static partial Regex Query();
}
