using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.Vqgan;

/// <summary>Nearest codebook entry (van den Oord et al., 2017), as taming-transformers' <c>VectorQuantizer2</c>. Cosine codes (Yu et al., "Vector-quantized Image
/// Modeling with Improved VQGAN", 2021): entries count by their direction alone, and the latents given have length 1, so that the nearest entry is the one of the
/// greatest cosine.</summary>
internal sealed class VectorQuantizer : IQuantizer
{
    private const double Beta = 0.25; // weight of the commitment loss
    private readonly Embedding _embedding;
    private readonly bool _legacy;
    private readonly bool _cosine;

    public VectorQuantizer(Weights w, int entries, int width, bool legacyBeta, bool cosine)
    {
        _embedding = new(w["embedding"], entries, width, cosine ? Initialize.Normal(1) : Initialize.Uniform(1.0 / entries));
        (_legacy, _cosine) = (legacyBeta, cosine);
        if (cosine && Codebook.Shape.Length == 2) // whoever looks entries up gets what the decoder learns from; one of another shape is told by the network's check
        {
            using var scope = TensorScope.Enter();
            using var pause = Autograd.Pause();
            Codebook.CopyInPlace(Functional.UnitLength(Codebook, 1));
        }
    }

    public Tensor Codebook => _embedding.Weight;

    public Quantized Forward(Tensor z) // [b, e, h, w]
    {
        using var scope = TensorScope.Enter();
        z = z.To(DType.Float32).Permute(0, 2, 3, 1).Contiguous(); // [b, h, w, e]
        var entries = _cosine ? Functional.UnitLength(Codebook, 1) : Codebook;
        var indices = Vqgan.Codebook.Nearest(z.Reshape(-1, z.Size(3)), entries);
        var chosen = Functional.Embedding(entries, indices).Reshape(z.Shape);
        var commitment = (chosen.Detach() - z).Square().Mean();
        var codebook = (chosen - z.Detach()).Square().Mean();
        var loss = _legacy ? commitment + (codebook * Beta) : (commitment * Beta) + codebook;
        var latent = (z + (chosen - z).Detach()).Permute(0, 3, 1, 2); // straight-through
        return new(scope.Keep(latent), scope.Keep(indices), scope.Keep(loss));
    }
}
