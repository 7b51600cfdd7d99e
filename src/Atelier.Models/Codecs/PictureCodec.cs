namespace Atelier.Models.Codecs;

/// <summary>A network that turns pictures into codebook entries and back: VQ-VAE, VQGAN. Its forward pass returns reconstructions of
/// pictures [b, c, h, w] in [-1, 1], and the quantiser's loss. b batch, c channels, e width of an entry, f factor.</summary>
public abstract class PictureCodec(string name) : Module<Tensor, (Tensor Pictures, Tensor Loss)>(name)
{
    /// <summary>The codebook and how it is used.</summary>
    public abstract Quantizer Quantizer { get; }

    /// <summary>How many pixels one code spans in each direction.</summary>
    public abstract int Factor { get; }

    /// <summary>Channels of the pictures.</summary>
    public abstract int PictureChannels { get; }

    /// <summary>The last kernel of the decoder.</summary>
    public abstract Parameter LastLayer { get; }

    /// <summary>Pictures x [b, c, h, w] in [-1, 1] to the latent before quantisation [b, e, h / f, w / f], fp32; of
    /// length 1 for cosine codes.</summary>
    public abstract Tensor EncodeLatent(Tensor x);

    /// <summary>A quantised latent [b, e, h / f, w / f] to pictures [b, c, h, w], about [-1, 1], not clamped, fp32.</summary>
    public abstract Tensor decode(Tensor latent);

    /// <summary>Pictures x [b, c, h, w] in [-1, 1] to codebook entries.</summary>
    public Quantized encode(Tensor x)
    {
        using var scope = NewDisposeScope();
        var quantized = Quantizer.call(EncodeLatent(x));
        scope.MoveAllToOuter([quantized.Latent, quantized.Indices, quantized.Loss]);
        return quantized;
    }

    /// <inheritdoc/>
    public override (Tensor Pictures, Tensor Loss) forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var quantized = encode(x);
        return scope.MoveToOuter(decode(quantized.Latent), quantized.Loss);
    }

    /// <summary>Codes i64 [b · h · w] to the latent [b, e, h, w] they stand for.</summary>
    public Tensor Lookup(Tensor indices, long batch, long height, long width) =>
        Codebook.Lookup(Quantizer.Codebook, indices, batch, height, width);
}
