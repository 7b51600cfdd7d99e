using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>SRVGGNetCompact, the small generator of Real-ESRGAN (BasicSR's srvgg_arch.py): convolutions at the small size, one pixel shuffle, and the
/// picture itself, repeated, added. b batch, f features, s scale.</summary>
public sealed class SrvggNet : IUpscaler
{
    private static readonly double PReluGain = 1 / Math.Sqrt(1 + (0.25 * 0.25)); // He et al. 2015, so that deep stacks keep their signal
    private readonly Conv2d[] _convolutions;
    private readonly PRelu[] _activations;

    /// <summary>Builds the network on weights from a file or drawn freshly.</summary>
    public SrvggNet(Weights w, SrvggOptions options)
    {
        Options = options;
        Parameters = w.Parameters;
        var (f, count) = (options.Features, options.Convolutions);
        _convolutions =
        [
            new(w["body"][0], 3, f, kernel: 3, draw: Initialize.KaimingNormal(PReluGain)),
            .. Enumerable.Range(1, count).Select(i => new Conv2d(w["body"][2 * i], f, f, kernel: 3, draw: Initialize.KaimingNormal(PReluGain))),
            new(w["body"][(2 * count) + 2], f, 3 * options.Scale * options.Scale, kernel: 3, draw: Initialize.KaimingNormal(0.1)),
        ];
        _activations = [.. Enumerable.Range(0, count + 1).Select(i => new PRelu(w["body"][(2 * i) + 1], f))];
        w.Verify();
    }

    /// <summary>The sizes.</summary>
    public SrvggOptions Options { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public int Scale => Options.Scale;

    /// <inheritdoc/>
    public int Multiple => 1;

    /// <inheritdoc/>
    public int Reach => _convolutions.Length;

    /// <inheritdoc/>
    public long BytesPerPixel => (4L * Options.Features * ElementSize) + (3L * Scale * Scale * 12);

    /// <summary>Whether training computes in bf16 although the weights are fp32.</summary>
    public bool ComputeInBFloat16
    {
        get => Parameters.ComputeInBFloat16;
        set => Parameters.ComputeInBFloat16 = value;
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = _activations[0].Forward(_convolutions[0].Forward(Parameters.Prepare(x)));                     // [b, f, h, w]
        for (var i = 1; i < _activations.Length; i++)
        {
            h = _activations[i].Forward(_convolutions[i].Forward(h));                              // [b, f, h, w]
        }

        h = F.pixel_shuffle(_convolutions[^1].Forward(h).to(ScalarType.Float32).contiguous(), Scale); // [b, 3, s h, s w]
        return scope.MoveToOuter(h + F.interpolate(x, scale_factor: [Scale, Scale]));                               // what is learnt is the difference
    }

    /// <inheritdoc/>
    public void ToFastPath() => Parameters.ToFastPath();

    /// <summary>Releases the weights.</summary>
    public void Dispose() => Parameters.Dispose();

    private int ElementSize => ComputeInBFloat16 ? 2 : 4;
}
