using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>VQGAN (Esser et al., "Taming Transformers", 2021): pictures in [-1, 1] to codebook entries and back.
/// b batch, e embedding width, f <see cref="VqganOptions.Factor"/>.</summary>
public sealed class VqganModel : IPictureCodec
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Conv2d _quantConv;
    private readonly Conv2d _postQuantConv;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public VqganModel(Weights w, VqganOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        _encoder = new(w["encoder"], options);
        _decoder = new(w["decoder"], options);
        Quantizer = options.Gumbel ? new GumbelQuantizer(w["quantize"], options) : new VectorQuantizer(w["quantize"], options.CodebookSize, options.EmbeddingWidth, options.LegacyBeta, options.Cosine);
        _quantConv = new(w["quant_conv"], options.LatentChannels, options.EmbeddingWidth, kernel: 1);
        _postQuantConv = new(w["post_quant_conv"], options.EmbeddingWidth, options.LatentChannels, kernel: 1);
        w.Verify(key => key.StartsWith("loss.", StringComparison.Ordinal));
    }

    /// <summary>The sizes.</summary>
    public VqganOptions Options { get; }

    /// <summary>Every parameter, by its official key.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The codebook and how it is used.</summary>
    public IQuantizer Quantizer { get; }

    /// <summary>Where it computes.</summary>
    public Device Device => Quantizer.Codebook.device;

    /// <inheritdoc/>
    public int Factor => Options.Factor;

    /// <inheritdoc/>
    public int PictureChannels => 3;

    /// <inheritdoc/>
    public Parameter LastLayer => Parameters.Find("decoder.conv_out.weight")!;

    /// <summary>Pictures x [b, 3, h, w] in [-1, 1] to the latent before quantisation [b, e, h / f, w / f], fp32; of length 1 where codes are cosine ones.</summary>
    public Tensor EncodeLatent(Tensor x)
    {
        using var scope = NewDisposeScope();
        var latent = _quantConv.Forward(_encoder.Forward(Parameters.Prepare(x))).to(ScalarType.Float32);
        return scope.MoveToOuter(Options.Cosine ? F.normalize(latent, dim: 1) : latent);
    }

    /// <summary>Pictures x [b, 3, h, w] in [-1, 1] to codebook entries.</summary>
    public Quantized Encode(Tensor x)
    {
        using var scope = NewDisposeScope();
        var quantized = Quantizer.Forward(EncodeLatent(x));
        scope.MoveAllToOuter([quantized.Latent, quantized.Indices, quantized.Loss]);
        return quantized;
    }

    /// <summary>A quantised latent [b, e, h / f, w / f] to pictures [b, 3, h, w], about [-1, 1], not clamped, fp32.</summary>
    public Tensor Decode(Tensor latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_decoder.Forward(_postQuantConv.Forward(Parameters.Prepare(latent))).to(ScalarType.Float32));
    }

    /// <summary>Codes i64 [b · h · w] to the latent [b, e, h, w] they stand for.</summary>
    public Tensor Lookup(Tensor indices, long batch, long height, long width) => Codebook.Lookup(Quantizer.Codebook, indices, batch, height, width);

    /// <summary>Converts once to the fast path: bf16, channels-last; the codebook stays fp32.</summary>
    public void ToFastPath() => Parameters.ToFastPath(name => name.StartsWith("quantize.", StringComparison.Ordinal));

    /// <summary>Moves the network to a device; pictures and latents are given from there.</summary>
    public void To(Device device) => Parameters.To(device);

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <summary>Whether training computes in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }
}
