using Atelier.Torch.Layers;

namespace Atelier.Models.SuperResolution;

/// <summary>SRVGGNetCompact, the small generator of Real-ESRGAN (BasicSR's srvgg_arch.py): convolutions at input size, one pixel
/// shuffle, and a nearest-neighbour skip connection. b batch, f features, s scale.</summary>
public sealed class SrvggNet : Upscaler
{
    private static readonly double PReluGain = 1 / Math.Sqrt(1 + (0.25 * 0.25)); // He et al. 2015, so that deep stacks keep their signal
    private readonly ModuleList<Module<Tensor, Tensor>> body;                    // convolution, PReLU, and so on; last a convolution

    /// <summary>Builds the network with weights from a file or randomly initialised.</summary>
    public SrvggNet(Weights w, SrvggOptions options)
        : base(nameof(SrvggNet))
    {
        Options = options;
        var (f, last) = (options.Features, (2 * options.Convolutions) + 2);
        body = new(last + 1, Part);
        w.Verify();
        RegisterComponents();

        Module<Tensor, Tensor> Part(int i) => i switch
        {
            0 => Convolution(i, 3, f, PReluGain),
            _ when i == last => Convolution(i, f, 3 * options.Scale * options.Scale, 0.1),
            _ when i % 2 == 0 => Convolution(i, f, f, PReluGain),
            _ => new PReLU(w["body"][i], f),
        };

        Conv2d Convolution(int i, int inChannels, int outChannels, double gain) =>
            new(w["body"][i], inChannels, outChannels, kernel: 3, init: Initialize.KaimingNormal(gain));
    }

    /// <summary>The hyperparameters.</summary>
    public SrvggOptions Options { get; }

    /// <inheritdoc/>
    public override int Scale => Options.Scale;

    /// <inheritdoc/>
    public override int SizeMultiple => 1;

    /// <inheritdoc/>
    public override int ReceptiveField => Options.Convolutions + 2;

    /// <inheritdoc/>
    public override long BytesPerPixel => (4L * Options.Features * ElementSize) + (3L * Scale * Scale * 12);

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = body.Through(Format.Prepare(x)).to(ScalarType.Float32).contiguous();                   // [b, 3 s², h, w]
        h = F.pixel_shuffle(h, Scale);                                                                 // [b, 3, s h, s w]
        return scope.MoveToOuter(h + F.interpolate(x, scale_factor: [Scale, Scale]));                  // the network learns the residual
    }
}
