namespace Atelier.Torch.Layers;

/// <summary>Transposed 2-d convolution. b batch, i channels in, o channels out.</summary>
public sealed class ConvTranspose2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [i, o, k, k]
    private readonly Parameter? bias;  // [o]
    private readonly int _stride;
    private readonly int _padding;

    /// <summary>Requests <c>weight</c> and <c>bias</c>; initialised as in PyTorch by default.</summary>
    public ConvTranspose2d(
        Weights w, int inChannels, int outChannels, int kernel, int stride, int padding, bool bias = true, Initializer? init = null)
        : base(nameof(ConvTranspose2d))
    {
        var fanIn = outChannels * kernel * kernel; // as PyTorch counts it
        weight = w.Parameter("weight", [inChannels, outChannels, kernel, kernel], init ?? Initialize.FanIn(fanIn));
        this.bias = bias ? w.Parameter("bias", [outChannels], Initialize.FanIn(fanIn)) : null;
        (_stride, _padding) = (stride, padding);
        RegisterComponents();
    }

    /// <summary>The kernel, [i, o, k, k].</summary>
    public Parameter Weight => weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => // [b, i, h, w] to [b, o, h', w']
        F.conv_transpose2d(x, weight.to(x.dtype), bias?.to(x.dtype), [_stride, _stride], [_padding, _padding], [0, 0]);
}
