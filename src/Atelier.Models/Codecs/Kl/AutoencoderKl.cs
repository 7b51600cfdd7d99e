using Atelier.Models.Codecs.Vqgan;
using Atelier.Torch.Layers;

namespace Atelier.Models.Codecs.Kl;

/// <summary>The autoencoder of Stable Diffusion (Rombach et al., 2022), CompVis's <c>AutoencoderKL</c>: pictures in [-1, 1] to a normal
/// distribution of latents and back, by the encoder and decoder of a VQGAN. b batch, z latent channels, f
/// <see cref="KlOptions.Factor"/>.</summary>
public sealed class AutoencoderKl : Module<Tensor, Tensor>
{
    private const double LeastLogVariance = -30, GreatestLogVariance = 20;
    private readonly Encoder encoder;
    private readonly Decoder decoder;
    private readonly Conv2d quant_conv;
    private readonly Conv2d post_quant_conv;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public AutoencoderKl(Weights w, KlOptions options)
        : base(nameof(AutoencoderKl))
    {
        Options = options;
        var (z, e) = (options.EncoderChannels, options.LatentChannels);
        var sizes = new VqganOptions
        {
            Channels = options.Channels, Multipliers = options.Multipliers, ResBlocks = options.ResBlocks,
            AttentionLevels = new HashSet<int>(), NormGroups = options.NormGroups,
        };
        encoder = new(w["encoder"], sizes with { LatentChannels = 2 * z });
        decoder = new(w["decoder"], sizes with { LatentChannels = z });
        quant_conv = new(w["quant_conv"], 2 * z, 2 * e, kernel: 1);
        post_quant_conv = new(w["post_quant_conv"], e, z, kernel: 1);
        w.Verify(key => key.StartsWith("loss.", StringComparison.Ordinal));
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public KlOptions Options { get; }

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => quant_conv.Weight.device;

    /// <summary>Pictures [b, 3, h, w] in [-1, 1], sides divisible by f, to mean and logarithm of the variance of the latents,
    /// each [b, z, h / f, w / f], fp32, not yet times the scaling factor.</summary>
    public (Tensor Mean, Tensor LogVariance) encode(Tensor x)
    {
        using var scope = NewDisposeScope();
        var moments = quant_conv.call(encoder.call(Format.Prepare(x))).to(ScalarType.Float32).chunk(2, 1);
        return scope.MoveToOuter(moments[0], moments[1].clamp(LeastLogVariance, GreatestLogVariance));
    }

    /// <summary>Latents [b, z, h, w], divided by the scaling factor, to pictures [b, 3, h f, w f], about [-1, 1], fp32.</summary>
    public Tensor decode(Tensor z)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decoder.call(post_quant_conv.call(Format.Prepare(z))).to(ScalarType.Float32));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, 3, h, w] in [-1, 1] to the same, through the mean
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(decode(encode(x).Mean));
    }

    /// <summary>Converts the model in place to bf16, channels-last.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16();
    }
}
