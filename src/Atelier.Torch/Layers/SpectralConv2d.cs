namespace Atelier.Torch.Layers;

/// <summary>A spectrally normalised 2-d convolution. i channels in, o channels out, k side of the kernel.</summary>
public sealed class SpectralConv2d : SpectralLayer
{
    private readonly int _stride;
    private readonly int _padding;

    /// <summary>Requests <c>weight_orig</c> [o, i, k, k], <c>weight_u</c> [o], <c>weight_v</c> [i k k] and <c>bias</c> [o].</summary>
    /// <param name="w">The path of the layer's keys.</param>
    /// <param name="inChannels">Channels in.</param>
    /// <param name="outChannels">Channels out.</param>
    /// <param name="kernel">Side of the square kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zero padding.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="epsilon">The least norm that a vector is divided by.</param>
    public SpectralConv2d(
        Weights w, int inChannels, int outChannels, int kernel, int stride = 1, int padding = 1, bool bias = false, double epsilon = 1e-12)
        : base(nameof(SpectralConv2d), w, [outChannels, inChannels, kernel, kernel], bias, epsilon)
    {
        (_stride, _padding) = (stride, padding);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => First(weight_orig.size(0), x); // [b, i, h, w] to [b, o, h', w']

    /// <summary>The first so many channels of the output alone.</summary>
    public Tensor First(long channels, Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.conv2d(
            x, NormalizedWeight().narrow(0, 0, channels).to(x.dtype), bias?.narrow(0, 0, channels).to(x.dtype),
            strides: [_stride, _stride], padding: [_padding, _padding]));
    }
}
