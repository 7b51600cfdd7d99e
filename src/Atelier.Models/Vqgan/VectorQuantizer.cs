using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.Vqgan;

/// <summary>Nearest codebook entry (van den Oord et al., 2017), as taming-transformers' <c>VectorQuantizer2</c>.</summary>
internal sealed class VectorQuantizer : IQuantizer
{
    private const double Beta = 0.25; // weight of the commitment loss
    private readonly Embedding _embedding;
    private readonly bool _legacy;

    public VectorQuantizer(Weights w, int entries, int width, bool legacyBeta)
    {
        _embedding = new(w["embedding"], entries, width, Initialize.Uniform(1.0 / entries));
        _legacy = legacyBeta;
    }

    public Tensor Codebook => _embedding.Weight;

    public Quantized Forward(Tensor z) // [b, e, h, w]
    {
        using var scope = TensorScope.Enter();
        z = z.To(DType.Float32).Permute(0, 2, 3, 1).Contiguous(); // [b, h, w, e]
        var indices = Vqgan.Codebook.Nearest(z.Reshape(-1, z.Size(3)), Codebook);
        var chosen = _embedding.Forward(indices).Reshape(z.Shape);
        var commitment = (chosen.Detach() - z).Square().Mean();
        var codebook = (chosen - z.Detach()).Square().Mean();
        var loss = _legacy ? commitment + (codebook * Beta) : (commitment * Beta) + codebook;
        var latent = (z + (chosen - z).Detach()).Permute(0, 3, 1, 2); // straight-through
        return new(scope.Keep(latent), scope.Keep(indices), scope.Keep(loss));
    }
}
