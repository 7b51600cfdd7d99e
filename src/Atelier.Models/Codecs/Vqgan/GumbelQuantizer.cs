using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>Gumbel-softmax quantiser (Jang et al., 2017), as taming-transformers' <c>GumbelQuantize</c>. Without noise it takes the
/// most probable entry, as a deterministic encoder should.</summary>
internal sealed class GumbelQuantizer : Quantizer
{
    private readonly Conv2d proj;
    private readonly Embedding embed;
    private readonly double _klWeight;
    private readonly int _size;

    public GumbelQuantizer(Weights w, VqganOptions options)
        : base(nameof(GumbelQuantizer))
    {
        proj = new(w["proj"], options.LatentChannels, options.CodebookSize, kernel: 1);
        embed = new(w["embed"], options.CodebookSize, options.EmbeddingWidth);
        (_klWeight, _size) = (options.KlWeight, options.CodebookSize);
    }

    public override Parameter Codebook => embed.Weight;

    public override Quantized forward(Tensor z) => Quantise(z, null);

    /// <summary>Quantises with the given Gumbel noise [b, k, h, w], or none, at this temperature.</summary>
    public Quantized Quantise(Tensor z, Tensor? gumbels, double temperature = 1) // [b, z, h, w]
    {
        using var scope = NewDisposeScope();
        var logits = proj.call(z).to(ScalarType.Float32);                                     // [b, k, h, w]
        var soft = ((gumbels is null ? logits : logits + gumbels) / temperature).softmax(1);
        var indices = soft.argmax(1);                                                           // [b, h, w]
        var hard = zeros_like(soft).scatter_(1, indices.unsqueeze(1), ones_like(indices.unsqueeze(1), soft.dtype));
        var oneHot = StraightThrough.ReplaceGradient(hard, soft);
        var latent = oneHot.permute(0, 2, 3, 1).matmul(Codebook.to(ScalarType.Float32)).permute(0, 3, 1, 2); // [b, e, h, w]
        var share = logits.softmax(1);
        var kl = (share * ((share * _size) + 1e-10).log()).sum([1]).mean() * _klWeight;
        return new(scope.MoveToOuter(latent), scope.MoveToOuter(indices.flatten()), scope.MoveToOuter(kl));
    }
}
