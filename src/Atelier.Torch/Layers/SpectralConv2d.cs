namespace Atelier.Torch.Layers;

/// <summary>2-d convolution without bias whose kernel is divided by its largest singular value (Miyato et al., "Spectral Normalization for
/// Generative Adversarial Networks", 2018). Keys and arithmetic as of <c>torch.nn.utils.spectral_norm</c>: in training, each call
/// makes one step of power iteration. i channels in, o channels out, k side of the kernel.</summary>
public sealed class SpectralConv2d : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-12;
    private readonly Parameter weight_orig; // [o, i, k, k]
    private readonly Tensor weight_u;       // [o]
    private readonly Tensor weight_v;       // [i k k]
    private readonly int _stride;

    /// <summary>Requests <c>weight_orig</c>, <c>weight_u</c> and <c>weight_v</c>.</summary>
    public SpectralConv2d(Weights w, int inChannels, int outChannels, int kernel, int stride = 1)
        : base(nameof(SpectralConv2d))
    {
        var fanIn = inChannels * kernel * kernel;
        weight_orig = w.Parameter("weight_orig", [outChannels, inChannels, kernel, kernel], Initialize.FanIn(fanIn));
        weight_u = w.Buffer("weight_u", [outChannels], RandomUnitVector);
        weight_v = w.Buffer("weight_v", [fanIn], RandomUnitVector);
        _stride = stride;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, i, h, w] to [b, o, h', w'], one pixel of zeros around
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.conv2d(x, NormalizedWeight().to(x.dtype), null, strides: [_stride, _stride], padding: [1, 1]));
    }

    // [o, i, k, k]
    private Tensor NormalizedWeight()
    {
        var matrix = weight_orig.reshape(weight_orig.size(0), -1); // [o, i k k]
        if (training)
        {
            using var pause = no_grad();
            weight_v.copy_(Normalize(matrix.transpose(0, 1).matmul(weight_u)));
            weight_u.copy_(Normalize(matrix.matmul(weight_v)));
        }

        // cloned, since the next call updates the vectors in place while this call's gradients still need them
        var (u, v) = (weight_u.clone(), weight_v.clone());
        return weight_orig / (u * matrix.matmul(v)).sum();
    }

    private static Tensor Normalize(Tensor x) => F.normalize(x, dim: 0, eps: Epsilon);

    private static Tensor RandomUnitVector(long[] shape, Generator random) =>
        Normalize(randn(shape, device: random.device, generator: random));
}
