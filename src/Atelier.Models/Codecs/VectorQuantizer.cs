using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs;

/// <summary>Nearest codebook entry (van den Oord et al., 2017), as taming-transformers' <c>VectorQuantizer2</c>. Cosine codes (Yu et al.,
/// "Vector-quantized Image Modeling with Improved VQGAN", 2021): entries and latents are normalised to length 1, so that the nearest
/// entry is the one with the greatest cosine similarity.</summary>
internal sealed class VectorQuantizer : Quantizer
{
    private const double Beta = 0.25; // weight of the commitment loss
    private readonly Embedding embedding;
    private readonly bool _legacy;
    private readonly bool _cosine;

    public VectorQuantizer(Weights w, int entries, int width, bool legacyBeta, bool cosine)
        : base(nameof(VectorQuantizer))
    {
        embedding = new(w["embedding"], entries, width, cosine ? Initialize.Normal(1) : Initialize.Uniform(1.0 / entries));
        (_legacy, _cosine) = (legacyBeta, cosine);
        // lookups must return what the decoder was trained on; a codebook of another shape is reported by Weights.Verify
        if (cosine && Codebook.shape.Length == 2)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            Codebook.copy_(F.normalize(Codebook, dim: 1));
        }
    }

    public override Parameter Codebook => embedding.Weight;

    public override Quantized forward(Tensor z) // [b, e, h, w]
    {
        using var scope = NewDisposeScope();
        z = z.to(ScalarType.Float32).permute(0, 2, 3, 1).contiguous(); // [b, h, w, e]
        var entries = Codebook.to(ScalarType.Float32);                 // [k, e]
        entries = _cosine ? F.normalize(entries, dim: 1) : entries;
        var indices = Codecs.Codebook.Nearest(z.reshape(-1, z.size(3)), entries);
        var chosen = Functional.embedding(indices, entries).reshape(z.shape);
        var commitment = (chosen.detach() - z).square().mean();
        var codebook = (chosen - z.detach()).square().mean();
        var loss = _legacy ? commitment + (codebook * Beta) : (commitment * Beta) + codebook;
        var latent = StraightThrough.ReplaceGradient(chosen, z).permute(0, 3, 1, 2);
        return new(scope.MoveToOuter(latent), scope.MoveToOuter(indices), scope.MoveToOuter(loss));
    }
}
