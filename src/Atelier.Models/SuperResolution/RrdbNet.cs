using Atelier.Torch.Layers;

namespace Atelier.Models.SuperResolution;

/// <summary>The generator of ESRGAN (Wang et al. 2018) and Real-ESRGAN (Wang et al. 2021), as in BasicSR's rrdbnet_arch.py: a trunk of
/// dense blocks, then nearest-neighbour doublings, usually two. b batch, f features, h and w sides after folding.</summary>
public sealed class RrdbNet : Upscaler
{
    internal const double Slope = 0.2;
    private readonly Conv2d conv_first;
    private readonly ModuleList<ResidualInResidualDenseBlock> body;
    private readonly Conv2d conv_body;
    private readonly Conv2d[] conv_up; // registered as conv_up1, conv_up2 and so on
    private readonly Conv2d conv_hr;
    private readonly Conv2d conv_last;

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public RrdbNet(Weights w, RrdbOptions options)
        : base(nameof(RrdbNet))
    {
        Options = options;
        var f = options.Features;
        conv_first = new(w["conv_first"], 3 * Fold * Fold, f, kernel: 3);
        body = new(options.Blocks, i => new ResidualInResidualDenseBlock(w["body"][i], f, options.Growth));
        conv_body = new(w["conv_body"], f, f, kernel: 3);
        conv_up = [.. Enumerable.Range(1, options.Doublings).Select(i => new Conv2d(w[$"conv_up{i}"], f, f, kernel: 3))];
        conv_hr = new(w["conv_hr"], f, f, kernel: 3);
        conv_last = new(w["conv_last"], f, 3, kernel: 3);
        w.Verify();
        RegisterComponents();
        foreach (var (i, conv) in conv_up.Index())
        {
            register_module($"conv_up{i + 1}", conv);
        }
    }

    /// <summary>The hyperparameters.</summary>
    public RrdbOptions Options { get; }

    /// <inheritdoc/>
    public override int Scale => Options.Scale;

    /// <inheritdoc/>
    public override int SizeMultiple => Fold;

    /// <inheritdoc/>
    public override int ReceptiveField => Fold * ((15 * Options.Blocks) + 4);

    /// <inheritdoc/>
    public override long BytesPerPixel => (long)Scale * Scale * Options.Features * 3 * ElementSize;

    private int Fold => Options.Fold;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = Fold > 1 ? F.pixel_unshuffle(x, Fold) : x;                                                 // [b, 3 · fold², h, w]
        x = conv_first.call(Format.Prepare(x));                                                        // [b, f, h, w]
        x = x + conv_body.call(body.Through(x));                                                       // [b, f, h, w]
        foreach (var conv in conv_up)
        {
            x = conv.call(F.interpolate(x, scale_factor: [2, 2])).leaky_relu_(Slope);                  // [b, f, 2 h, 2 w], and again
        }

        // [b, 3, fold · scale · h, fold · scale · w]
        x = conv_last.call(conv_hr.call(x).leaky_relu_(Slope));
        return scope.MoveToOuter(x.to(ScalarType.Float32));
    }
}

/// <summary>Three dense blocks with a shortcut over all.</summary>
internal sealed class ResidualInResidualDenseBlock(Weights w, int features, int growth)
    : Module<Tensor, Tensor>(nameof(ResidualInResidualDenseBlock))
{
    private readonly ResidualDenseBlock rdb1 = new(w["rdb1"], features, growth);
    private readonly ResidualDenseBlock rdb2 = new(w["rdb2"], features, growth);
    private readonly ResidualDenseBlock rdb3 = new(w["rdb3"], features, growth);

    public override Tensor forward(Tensor x) // [b, f, h, w]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((rdb3.call(rdb2.call(rdb1.call(x))) * 0.2) + x);
    }
}

/// <summary>Five convolutions, each of which sees all before it. f features, g growth.</summary>
internal sealed class ResidualDenseBlock(Weights w, int features, int growth) : Module<Tensor, Tensor>(nameof(ResidualDenseBlock))
{
    private readonly Conv2d conv1 = new(w["conv1"], features, growth, kernel: 3, init: Initialize.KaimingNormal(0.1));
    private readonly Conv2d conv2 = new(w["conv2"], features + growth, growth, kernel: 3, init: Initialize.KaimingNormal(0.1));
    private readonly Conv2d conv3 = new(w["conv3"], features + (2 * growth), growth, kernel: 3, init: Initialize.KaimingNormal(0.1));
    private readonly Conv2d conv4 = new(w["conv4"], features + (3 * growth), growth, kernel: 3, init: Initialize.KaimingNormal(0.1));
    private readonly Conv2d conv5 = new(w["conv5"], features + (4 * growth), features, kernel: 3, init: Initialize.KaimingNormal(0.1));

    public override Tensor forward(Tensor x) // [b, f, h, w]
    {
        using var scope = NewDisposeScope();
        var x1 = conv1.call(x).leaky_relu_(RrdbNet.Slope);                                    // [b, g, h, w]
        var x2 = conv2.call(cat([x, x1], 1)).leaky_relu_(RrdbNet.Slope);                      // [b, g, h, w]
        var x3 = conv3.call(cat([x, x1, x2], 1)).leaky_relu_(RrdbNet.Slope);                  // [b, g, h, w]
        var x4 = conv4.call(cat([x, x1, x2, x3], 1)).leaky_relu_(RrdbNet.Slope);              // [b, g, h, w]
        var x5 = conv5.call(cat([x, x1, x2, x3, x4], 1));                                     // [b, f, h, w]
        return scope.MoveToOuter((x5 * 0.2) + x);
    }
}
