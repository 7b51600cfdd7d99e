using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>VQGAN (Esser et al., "Taming Transformers", 2021), taming-transformers' <c>VQModel</c>: pictures in [-1, 1] to codebook entries
/// and back. b batch, e embedding width, f <see cref="VqganOptions.Factor"/>.</summary>
public sealed class VqganModel : PictureCodec
{
    private static readonly string[] Others = ["loss.", "transformer.", "cond_stage_model."]; // of the same checkpoint, for other networks
    private readonly Encoder encoder;
    private readonly Decoder decoder;
    private readonly Quantizer quantize;
    private readonly Conv2d quant_conv;
    private readonly Conv2d post_quant_conv;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public VqganModel(Weights w, VqganOptions options)
        : base(nameof(VqganModel))
    {
        Options = options;
        encoder = new(w["encoder"], options);
        decoder = new(w["decoder"], options);
        quantize = options.Gumbel
            ? new GumbelQuantizer(w["quantize"], options)
            : new VectorQuantizer(w["quantize"], options.CodebookSize, options.EmbeddingWidth, options.LegacyBeta, options.Cosine);
        quant_conv = new(w["quant_conv"], options.LatentChannels, options.EmbeddingWidth, kernel: 1);
        post_quant_conv = new(w["post_quant_conv"], options.EmbeddingWidth, options.LatentChannels, kernel: 1);
        w.Verify(key => Others.Any(other => key.StartsWith(other, StringComparison.Ordinal)));
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public VqganOptions Options { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <inheritdoc/>
    public override Quantizer Quantizer => quantize;

    /// <summary>The device of the weights.</summary>
    public Device Device => Quantizer.Codebook.device;

    /// <inheritdoc/>
    public override int Factor => Options.Factor;

    /// <inheritdoc/>
    public override int PictureChannels => 3;

    /// <inheritdoc/>
    public override Parameter LastLayer => decoder.LastLayer;

    /// <inheritdoc/>
    public override Tensor EncodeLatent(Tensor x)
    {
        using var scope = NewDisposeScope();
        var latent = quant_conv.call(encoder.call(Format.Prepare(x))).to(ScalarType.Float32);
        return scope.MoveToOuter(Options.Cosine ? F.normalize(latent, dim: 1) : latent);
    }

    /// <inheritdoc/>
    public override Tensor decode(Tensor latent)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decoder.call(post_quant_conv.call(Format.Prepare(latent))).to(ScalarType.Float32));
    }

    /// <summary>Converts the model in place to bf16, channels-last; the codebook stays fp32.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16(except: key => key.StartsWith("quantize.", StringComparison.Ordinal));
    }
}
