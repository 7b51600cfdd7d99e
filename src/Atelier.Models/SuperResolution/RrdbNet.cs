using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>The generator of ESRGAN (Wang et al. 2018) and Real-ESRGAN (Wang et al. 2021), as in BasicSR's rrdbnet_arch.py: a trunk of dense blocks,
/// then two nearest-neighbour doublings. b batch, f features, h and w sides after folding.</summary>
public sealed class RrdbNet : IUpscaler
{
    internal const double Slope = 0.2;
    private readonly Conv2d _first;
    private readonly ResidualInResidualDenseBlock[] _body;
    private readonly Conv2d _convBody;
    private readonly Conv2d _up1;
    private readonly Conv2d _up2;
    private readonly Conv2d _hr;
    private readonly Conv2d _last;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public RrdbNet(Weights w, RrdbOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        var f = options.Features;
        _first = new(w["conv_first"], 3 * Fold * Fold, f, kernel: 3);
        _body = [.. Enumerable.Range(0, options.Blocks).Select(i => new ResidualInResidualDenseBlock(w["body"][i], f, options.Growth))];
        _convBody = new(w["conv_body"], f, f, kernel: 3);
        _up1 = new(w["conv_up1"], f, f, kernel: 3);
        _up2 = new(w["conv_up2"], f, f, kernel: 3);
        _hr = new(w["conv_hr"], f, f, kernel: 3);
        _last = new(w["conv_last"], f, 3, kernel: 3);
        w.Verify();
    }

    /// <summary>The sizes.</summary>
    public RrdbOptions Options { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public int Scale => Options.Scale;

    /// <inheritdoc/>
    public int Multiple => Fold;

    /// <inheritdoc/>
    public int Reach => Fold * ((15 * Options.Blocks) + 4);

    /// <inheritdoc/>
    public long BytesPerPixel => 16L * Options.Features * 3 * ElementSize / (Fold * Fold);

    /// <summary>Whether training computes in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }

    // the trunk works at a quarter of the result's side whatever the scale
    private int Fold => 4 / Options.Scale;

    /// <inheritdoc/>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = Fold > 1 ? F.pixel_unshuffle(x, Fold) : x;                               // [b, 3 · fold², h, w]
        x = _first.Forward(Parameters.Prepare(x));                                           // [b, f, h, w]
        var body = x;
        foreach (var block in _body)
        {
            body = block.Forward(body);                                                      // [b, f, h, w]
        }

        x += _convBody.Forward(body);
        x = _up1.Forward(F.interpolate(x, scale_factor: [2, 2])).leaky_relu_(Slope);                  // [b, f, 2 h, 2 w]
        x = _up2.Forward(F.interpolate(x, scale_factor: [2, 2])).leaky_relu_(Slope);                  // [b, f, 4 h, 4 w]
        return scope.MoveToOuter(_last.Forward(_hr.Forward(x).leaky_relu_(Slope)).to(ScalarType.Float32));  // [b, 3, 4 h, 4 w]
    }

    /// <inheritdoc/>
    public void ToFastPath() => Parameters.ToFastPath();

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    private int ElementSize => ComputeInBFloat16 ? 2 : 4;
}

/// <summary>Three dense blocks with a shortcut over all.</summary>
internal sealed class ResidualInResidualDenseBlock(Weights w, int features, int growth)
{
    private readonly DenseBlock _rdb1 = new(w["rdb1"], features, growth);
    private readonly DenseBlock _rdb2 = new(w["rdb2"], features, growth);
    private readonly DenseBlock _rdb3 = new(w["rdb3"], features, growth);

    public IEnumerable<IReadOnlyList<Conv2d>> Dense => [_rdb1.Convolutions, _rdb2.Convolutions, _rdb3.Convolutions];

    public Tensor Forward(Tensor x) // [b, f, h, w]
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((_rdb3.Forward(_rdb2.Forward(_rdb1.Forward(x))) * 0.2) + x);
    }
}

/// <summary>Five convolutions, each of which sees all before it. f features, g growth.</summary>
internal sealed class DenseBlock(Weights w, int features, int growth)
{
    private readonly Conv2d _conv1 = new(w["conv1"], features, growth, kernel: 3, draw: Initialize.KaimingNormal(0.1));
    private readonly Conv2d _conv2 = new(w["conv2"], features + growth, growth, kernel: 3, draw: Initialize.KaimingNormal(0.1));
    private readonly Conv2d _conv3 = new(w["conv3"], features + (2 * growth), growth, kernel: 3, draw: Initialize.KaimingNormal(0.1));
    private readonly Conv2d _conv4 = new(w["conv4"], features + (3 * growth), growth, kernel: 3, draw: Initialize.KaimingNormal(0.1));
    private readonly Conv2d _conv5 = new(w["conv5"], features + (4 * growth), features, kernel: 3, draw: Initialize.KaimingNormal(0.1));

    public IReadOnlyList<Conv2d> Convolutions => [_conv1, _conv2, _conv3, _conv4, _conv5];

    public Tensor Forward(Tensor x) // [b, f, h, w]
    {
        using var scope = NewDisposeScope();
        var x1 = _conv1.Forward(x).leaky_relu_(RrdbNet.Slope);                                    // [b, g, h, w]
        var x2 = _conv2.Forward(cat([x, x1], 1)).leaky_relu_(RrdbNet.Slope);         // [b, g, h, w]
        var x3 = _conv3.Forward(cat([x, x1, x2], 1)).leaky_relu_(RrdbNet.Slope);     // [b, g, h, w]
        var x4 = _conv4.Forward(cat([x, x1, x2, x3], 1)).leaky_relu_(RrdbNet.Slope); // [b, g, h, w]
        var x5 = _conv5.Forward(cat([x, x1, x2, x3, x4], 1));             // [b, f, h, w]
        return scope.MoveToOuter((x5 * 0.2) + x);
    }
}
