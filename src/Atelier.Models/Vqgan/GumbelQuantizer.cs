using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Tensors;

namespace Atelier.Models.Vqgan;

/// <summary>Gumbel-softmax quantiser (Jang et al., 2017), as taming-transformers' <c>GumbelQuantize</c>. Without noise it takes the
/// likeliest entry, which is what a deterministic encoder should give.</summary>
internal sealed class GumbelQuantizer : IQuantizer
{
    private readonly Conv2d _project;
    private readonly Embedding _embed;
    private readonly double _klWeight;
    private readonly int _size;

    public GumbelQuantizer(Weights w, VqganOptions options)
    {
        _project = new(w["proj"], options.LatentChannels, options.CodebookSize, kernel: 1);
        _embed = new(w["embed"], options.CodebookSize, options.EmbeddingWidth);
        (_klWeight, _size) = (options.KlWeight, options.CodebookSize);
    }

    public Tensor Codebook => _embed.Weight;

    public Quantized Forward(Tensor z) => Forward(z, null);

    /// <summary>Quantises with the given Gumbel noise [b, k, h, w], or none, at this temperature.</summary>
    public Quantized Forward(Tensor z, Tensor? gumbels, double temperature = 1) // [b, z, h, w]
    {
        using var scope = TensorScope.Enter();
        var logits = _project.Forward(z).To(DType.Float32);                                     // [b, k, h, w]
        var soft = ((gumbels is null ? logits : logits + gumbels) / temperature).Softmax(1);
        var indices = soft.ArgMax(1);                                                           // [b, h, w]
        var hard = soft.ZerosLike().ScatterInPlace(1, indices.Unsqueeze(1), 1);
        var oneHot = hard + (soft - soft.Detach());                                             // straight-through
        var latent = Functional.MatMul(oneHot.Permute(0, 2, 3, 1), Codebook).Permute(0, 3, 1, 2); // [b, e, h, w]
        var share = logits.Softmax(1);
        var kl = (share * ((share * _size) + 1e-10).Log()).Sum([1]).Mean() * _klWeight;
        return new(scope.Keep(latent), scope.Keep(indices.Flatten()), scope.Keep(kl));
    }
}
