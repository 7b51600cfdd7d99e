using Atelier.Nn;
using Atelier.Nn.Layers;
using Atelier.Core;

namespace Atelier.Models.Vqgan;

/// <summary>Residual block of the encoder and decoder. b batch, c channels in, o channels out.</summary>
internal sealed class ResnetBlock
{
    private readonly GroupNorm _norm1;
    private readonly GroupNorm _norm2;
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _shortcut; // only where the channel count changes

    public ResnetBlock(Weights w, int inChannels, int outChannels, int groups)
    {
        _norm1 = new(w["norm1"], inChannels, groups);
        _conv1 = new(w["conv1"], inChannels, outChannels, kernel: 3);
        _norm2 = new(w["norm2"], outChannels, groups);
        _conv2 = new(w["conv2"], outChannels, outChannels, kernel: 3);
        _shortcut = inChannels == outChannels ? null : new(w["nin_shortcut"], inChannels, outChannels, kernel: 1);
    }

    public Tensor Forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        var h = _conv1.Forward(_norm1.ForwardSilu(x));       // [b, o, h, w]
        h = _conv2.Forward(_norm2.ForwardSilu(h));           // [b, o, h, w]
        return scope.MoveToOuter((_shortcut?.Forward(x) ?? x) + h); // [b, o, h, w]
    }
}
