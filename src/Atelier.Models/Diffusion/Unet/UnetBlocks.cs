using Atelier.Torch.Layers;

namespace Atelier.Models.Diffusion.Unet;

/// <summary>A level on the way down (<c>DownBlock2D</c>, <c>CrossAttnDownBlock2D</c>); each but the last halves the feature map.</summary>
internal sealed class UnetDownBlock : Module
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2DModel> attentions;
    private readonly ModuleList<UnetDownsample> downsamplers;

    public UnetDownBlock(Weights w, int level, UnetOptions options)
        : base(nameof(UnetDownBlock))
    {
        var channels = options.BlockOutChannels;
        var (before, own, layers) = (channels[Math.Max(level - 1, 0)], channels[level], options.LayersPerBlock);
        resnets = new(layers, j => new ResnetBlock2D(w["resnets"][j], j == 0 ? before : own, own, 4 * channels[0], options.NormGroups));
        attentions = new(options.HasAttention[level] ? layers : 0, j =>
            new Transformer2DModel(w["attentions"][j], own, options.TransformerLayers[level], options.Heads[level], options));
        downsamplers = new(level + 1 < channels.Count ? 1 : 0, j => new UnetDownsample(w["downsamplers"][j], own));
    }

    /// <summary>The output of each part, for the skip connections to the way up.</summary>
    public IEnumerable<Tensor> forward(Tensor x, Tensor temb, Tensor context)
    {
        foreach (var (j, resnet) in resnets.Index())
        {
            x = resnet.call(x, temb);
            x = attentions.Count > 0 ? attentions[j].call(x, context) : x;
            yield return x;
        }

        foreach (var downsampler in downsamplers)
        {
            yield return downsampler.call(x);
        }
    }
}

/// <summary>The deepest level: block, transformer, block.</summary>
internal sealed class UnetMidBlock : Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2DModel> attentions;

    public UnetMidBlock(Weights w, UnetOptions options)
        : base(nameof(UnetMidBlock))
    {
        var channels = options.BlockOutChannels[^1];
        resnets = new(2, j => new ResnetBlock2D(
            w["resnets"][j], channels, channels, 4 * options.BlockOutChannels[0], options.NormGroups));
        attentions = new(1, j =>
            new Transformer2DModel(w["attentions"][j], channels, options.TransformerLayers[^1], options.Heads[^1], options));
    }

    public override Tensor forward(Tensor x, Tensor temb, Tensor context)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(resnets[1].call(attentions[0].call(resnets[0].call(x, temb), context), temb));
    }
}

/// <summary>A level on the way up (<c>UpBlock2D</c>, <c>CrossAttnUpBlock2D</c>), with skip connections from the way down; each but the last
/// doubles the feature map.</summary>
internal sealed class UnetUpBlock : Module
{
    private readonly ModuleList<ResnetBlock2D> resnets;
    private readonly ModuleList<Transformer2DModel> attentions;
    private readonly ModuleList<UnetUpsample> upsamplers;

    /// <param name="w">The path of the block's keys.</param>
    /// <param name="level">The level, counted as on the way down.</param>
    /// <param name="options">The network's.</param>
    public UnetUpBlock(Weights w, int level, UnetOptions options)
        : base(nameof(UnetUpBlock))
    {
        var channels = options.BlockOutChannels;
        var (below, own, above) = (channels[Math.Min(level + 1, channels.Count - 1)], channels[level], channels[Math.Max(level - 1, 0)]);
        var layers = options.LayersPerBlock + 1;
        resnets = new(layers, j =>
        {
            var joined = (j == 0 ? below : own) + (j + 1 == layers ? above : own);
            return new ResnetBlock2D(w["resnets"][j], joined, own, 4 * channels[0], options.NormGroups);
        });
        attentions = new(options.HasAttention[level] ? layers : 0, j =>
            new Transformer2DModel(w["attentions"][j], own, options.TransformerLayers[level], options.Heads[level], options));
        upsamplers = new(level > 0 ? 1 : 0, j => new UnetUpsample(w["upsamplers"][j], own));
    }

    /// <summary>The feature map for the level above.</summary>
    /// <param name="x">[b, c, h, w].</param>
    /// <param name="skips">The outputs of the way down, the newest last; the block removes those of its level.</param>
    /// <param name="temb">[b, e].</param>
    /// <param name="context">[b, s, d].</param>
    public Tensor forward(Tensor x, Stack<Tensor> skips, Tensor temb, Tensor context)
    {
        using var scope = NewDisposeScope();
        foreach (var (j, resnet) in resnets.Index())
        {
            using var skip = skips.Pop();
            x = resnet.call(cat([x, skip], 1), temb);
            x = attentions.Count > 0 ? attentions[j].call(x, context) : x;
        }

        return scope.MoveToOuter(upsamplers.Aggregate(x, (y, upsampler) => upsampler.forward(y, skips.Peek())));
    }
}

/// <summary>Halves a feature map, rounding up.</summary>
internal sealed class UnetDownsample(Weights w, int channels) : Module<Tensor, Tensor>(nameof(UnetDownsample))
{
    private readonly Conv2d conv = new(w["conv"], channels, channels, kernel: 3, stride: 2);

    public override Tensor forward(Tensor x) => conv.call(x);
}

/// <summary>Doubles a feature map.</summary>
internal sealed class UnetUpsample(Weights w, int channels) : Module(nameof(UnetUpsample))
{
    private readonly Conv2d conv = new(w["conv"], channels, channels, kernel: 3);

    /// <summary>To the size of <paramref name="like"/>, which is odd where the way down rounded up.</summary>
    public Tensor forward(Tensor x, Tensor like)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(conv.call(F.interpolate(x, size: [like.size(2), like.size(3)])));
    }
}
