using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>SDXL's conditioning beside the text's vectors (<c>added_cond_kwargs</c>). b batch, p width of the pooled text, n
/// numbers.</summary>
/// <param name="TextEmbeds">The second encoder's pooled and projected text, [b, p].</param>
/// <param name="TimeIds">Original size, crop and target size, [b, n].</param>
public sealed record AddedConditions(Tensor TextEmbeds, Tensor TimeIds);

/// <summary>The network of Stable Diffusion (Rombach et al., "High-Resolution Image Synthesis with Latent Diffusion Models", 2022), 1.x,
/// 2.x and XL: predicts the noise in noisy latents, or their velocity, as diffusers' <c>UNet2DConditionModel</c>.
/// b batch, c channels, s tokens, d their width, e width of the timestep's embedding.</summary>
public sealed class UNet2DConditionModel : Module<Tensor, Tensor, Tensor, AddedConditions?, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly TimestepEmbedding time_embedding;
    private readonly TimestepEmbedding? add_embedding;
    private readonly ModuleList<UnetDownBlock> down_blocks;
    private readonly UnetMidBlock mid_block;
    private readonly ModuleList<UnetUpBlock> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public UNet2DConditionModel(Weights w, UnetOptions options)
        : base(nameof(UNet2DConditionModel))
    {
        Options = options;
        var channels = options.BlockOutChannels;
        var (first, levels) = (channels[0], channels.Count);
        conv_in = new(w["conv_in"], options.InChannels, first, kernel: 3);
        time_embedding = new(w["time_embedding"], first, 4 * first, options.TimeCondProjDim);
        add_embedding = options.AdditionTimeEmbedDim is null ? null : new(w["add_embedding"], options.AdditionInputDim, 4 * first);
        down_blocks = new(levels, i => new UnetDownBlock(w["down_blocks"][i], i, options));
        mid_block = new(w["mid_block"], options);
        up_blocks = new(levels, i => new UnetUpBlock(w["up_blocks"][i], levels - 1 - i, options));
        conv_norm_out = new(w["conv_norm_out"], first, options.NormGroups, epsilon: 1e-5);
        conv_out = new(w["conv_out"], first, options.OutChannels, kernel: 3);
        w.Verify();
        RegisterComponents();
    }

    /// <summary>The hyperparameters.</summary>
    public UnetOptions Options { get; }

    /// <summary>The guidance scale that a distilled network, one with <see cref="UnetOptions.TimeCondProjDim"/>, takes as an input;
    /// others ignore it.</summary>
    public double GuidanceScale { get; set; } = 1;

    /// <summary>Type and memory format of the feature maps.</summary>
    public ComputeFormat Format { get; set; }

    /// <summary>The device of the weights.</summary>
    public Device Device => conv_in.Weight.device;

    /// <param name="sample">Noisy latents, scaled as the scheduler says, [b, c, h, w].</param>
    /// <param name="timestep">[b], fractional where the scheduler's are.</param>
    /// <param name="context"><c>encoder_hidden_states</c>: the text's vectors, [b, s, d].</param>
    /// <param name="added">SDXL's conditions; null for others.</param>
    /// <returns>[b, c, h, w], fp32.</returns>
    public override Tensor forward(Tensor sample, Tensor timestep, Tensor context, AddedConditions? added)
    {
        using var scope = NewDisposeScope();
        var x = Format.Prepare(sample);
        context = context.to(x.dtype);
        var temb = Embed(timestep, added).to(x.dtype);                                             // [b, e]

        x = conv_in.call(x);
        var skips = new Stack<Tensor>([x]);
        foreach (var block in down_blocks)
        {
            foreach (var output in block.forward(x, temb, context))
            {
                skips.Push(x = output);
            }
        }

        x = mid_block.call(x, temb, context);
        foreach (var block in up_blocks)
        {
            x = block.forward(x, skips, temb, context);
        }

        return scope.MoveToOuter(conv_out.call(conv_norm_out.silu(x)).to(ScalarType.Float32));     // [b, c, h, w]
    }

    /// <summary>Converts the model in place to bf16, channels-last.</summary>
    public void ToBFloat16()
    {
        Format = new(BFloat16: true);
        this.ConvertKernelsToBFloat16();
    }

    // the timestep, and for SDXL the pooled text and the sizes
    private Tensor Embed(Tensor timestep, AddedConditions? added)
    {
        using var scope = NewDisposeScope();
        var guidance = Options.TimeCondProjDim is { } width ? TimestepEmbedding.OfGuidance(GuidanceScale, width, timestep.device) : null;
        var temb = time_embedding.call(TimestepEmbedding.Sinusoids(timestep, Options.BlockOutChannels[0]), guidance);
        if (add_embedding is null)
        {
            return scope.MoveToOuter(temb);
        }

        var (text, ids) = added ?? throw new ArgumentNullException(nameof(added), "this network needs a pooled text and sizes");
        var sizes = TimestepEmbedding.Sinusoids(ids.flatten(), Options.AdditionTimeEmbedDim!.Value).reshape(ids.size(0), -1);
        return scope.MoveToOuter(temb + add_embedding.call(cat([text.to(sizes.dtype), sizes], 1), null));
    }
}
