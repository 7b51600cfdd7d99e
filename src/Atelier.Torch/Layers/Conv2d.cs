namespace Atelier.Torch.Layers;

/// <summary>2-d convolution. b batch, i channels in, o channels out.</summary>
public sealed class Conv2d : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [o, i / groups, k, k]
    private readonly Parameter? bias;  // [o]
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _groups;
    private Constant? _shift;          // [o], from a norm folded into a convolution without bias

    /// <summary>Requests <c>weight</c> and <c>bias</c>.</summary>
    /// <param name="w">The path of the layer's keys.</param>
    /// <param name="inChannels">Channels in.</param>
    /// <param name="outChannels">Channels out.</param>
    /// <param name="kernel">Side of the square kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zero padding; kernel / 2 by default.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="groups">Groups of channels (<c>groups</c> of PyTorch).</param>
    /// <param name="init">Initialisation of the weight; PyTorch's by default.</param>
    public Conv2d(
        Weights w,
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int? padding = null,
        bool bias = true,
        int groups = 1,
        Initializer? init = null)
        : base(nameof(Conv2d))
    {
        var fanIn = inChannels / groups * kernel * kernel;
        weight = w.Parameter("weight", [outChannels, inChannels / groups, kernel, kernel], init ?? Initialize.FanIn(fanIn));
        this.bias = bias ? w.Parameter("bias", [outChannels], Initialize.FanIn(fanIn)) : null;
        (_stride, _padding, _groups) = (stride, padding ?? (kernel / 2), groups);
        RegisterComponents();
    }

    /// <summary>The kernel, [o, i / groups, k, k].</summary>
    public Parameter Weight => weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => // [b, i, h, w] to [b, o, h', w']
        F.conv2d(
            x, weight.to(x.dtype), (bias ?? _shift?.On(x.device))?.to(x.dtype),
            strides: [_stride, _stride], padding: [_padding, _padding], groups: _groups);

    /// <summary>Changes the output y to y · scale + shift; each [o].</summary>
    internal void Rescale(Tensor scale, Tensor shift)
    {
        weight.mul_(scale.reshape(-1, 1, 1, 1));
        if (bias is null)
        {
            _shift = new(shift);
        }
        else
        {
            bias.mul_(scale).add_(shift);
        }
    }
}
