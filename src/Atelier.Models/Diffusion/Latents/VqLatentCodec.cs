using Atelier.Models.Codecs;

namespace Atelier.Models.Diffusion.Latents;

/// <summary>The latents of a VQGAN or VQ-VAE before they are quantised, as in Rombach et al., "High-Resolution Image Synthesis with Latent
/// Diffusion Models", 2022, which quantise in the decoder. b batch, e width of a codebook entry, f
/// <see cref="PictureCodec.Factor"/>.</summary>
/// <param name="codec">The network of colour pictures; the latents own it.</param>
public sealed class VqLatentCodec(PictureCodec codec) : ILatentCodec
{
    private readonly double _scale = Scale(codec.Quantizer.Codebook);

    /// <inheritdoc/>
    public int Factor => codec.Factor;

    /// <inheritdoc/>
    public long Channels => codec.Quantizer.Codebook.size(1);

    /// <inheritdoc/>
    public Tensor Encode(Tensor pictures) // [b, 3, h, w]
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var x = (pictures.to(codec.Quantizer.Codebook.device) * 2) - 1;
        return scope.MoveToOuter(codec.EncodeLatent(x) * _scale);             // [b, e, h / f, w / f]
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents, int? tile = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(DecodeUnclamped(latents).clamp(0, 1));
    }

    /// <inheritdoc/>
    public Tensor DecodeUnclamped(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var quantized = codec.Quantizer.call(latents / _scale).Latent;        // [b, e, h, w], straight through
        return scope.MoveToOuter((codec.decode(quantized) + 1) / 2);
    }

    /// <inheritdoc/>
    public Tensor Preview(Tensor latents) => Decode(latents);

    /// <summary>Releases the network.</summary>
    public void Dispose() => codec.Dispose();

    // to a standard deviation of about 1, which is not in the file: the entries lie where the latents are
    private static double Scale(Tensor codebook)
    {
        using var scope = NewDisposeScope();
        return 1 / codebook.to(ScalarType.Float32).std().ToDouble();
    }
}
