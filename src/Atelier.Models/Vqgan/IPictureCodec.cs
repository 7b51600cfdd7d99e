using Atelier.Nn;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>A network that turns pictures into codebook entries and back: VQ-VAE, VQGAN. b batch, c channels, e width of an entry, f factor.</summary>
public interface IPictureCodec : IDisposable
{
    /// <summary>Every parameter, by its key.</summary>
    ParameterSet Parameters { get; }

    /// <summary>The codebook and how it is used.</summary>
    IQuantizer Quantizer { get; }

    /// <summary>How many pixels one code spans in each direction.</summary>
    int Factor { get; }

    /// <summary>Channels of the pictures.</summary>
    int PictureChannels { get; }

    /// <summary>The last kernel of the decoder.</summary>
    Parameter LastLayer { get; }

    /// <summary>Pictures x [b, c, h, w] in [-1, 1] to the latent before quantisation [b, e, h / f, w / f], fp32; where codes are cosine ones, each of length 1.</summary>
    Tensor EncodeLatent(Tensor x);

    /// <summary>A quantised latent [b, e, h / f, w / f] to pictures [b, c, h, w], about [-1, 1], not clamped, fp32.</summary>
    Tensor Decode(Tensor latent);

    /// <summary>Codes i64 [b · h · w] to the latent [b, e, h, w] they stand for.</summary>
    Tensor Lookup(Tensor indices, long batch, long height, long width);
}
