using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>Transposed 2-d convolution: a picture grows by the stride. b batch, i channels in, o channels out.</summary>
public sealed class ConvTranspose2d
{
    private readonly Parameter _weight; // [i, o, k, k]
    private readonly Parameter? _bias;  // [o]
    private readonly int _stride;
    private readonly int _padding;

    /// <summary>Asks for <c>weight</c> and <c>bias</c>; drawn as PyTorch's default unless said.</summary>
    public ConvTranspose2d(Weights w, int inChannels, int outChannels, int kernel, int stride, int padding, bool bias = true, Initializer? draw = null)
    {
        var fanIn = outChannels * kernel * kernel; // as PyTorch counts it
        _weight = w.Parameter("weight", [inChannels, outChannels, kernel, kernel], draw ?? Initialize.FanIn(fanIn));
        _bias = bias ? w.Parameter("bias", [outChannels], Initialize.FanIn(fanIn)) : null;
        (_stride, _padding) = (stride, padding);
    }

    /// <summary>The kernel, [i, o, k, k].</summary>
    public Parameter Weight => _weight;

    /// <summary>[b, i, h, w] to [b, o, h', w'].</summary>
    public Tensor Forward(Tensor x) => F.conv_transpose2d(x, _weight.As(x.dtype), _bias?.As(x.dtype), [_stride, _stride], [_padding, _padding], [0, 0]);
}
