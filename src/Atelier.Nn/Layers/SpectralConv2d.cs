using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>2-d convolution without bias whose kernel is divided by its largest singular value (Miyato et al., "Spectral Normalization for Generative
/// Adversarial Networks", 2018). Keys and arithmetic as of <c>torch.nn.utils.spectral_norm</c>. i channels in, o channels out, k side of the kernel.</summary>
public sealed class SpectralConv2d
{
    private const double Epsilon = 1e-12;
    private readonly Parameter _weight; // [o, i, k, k]
    private readonly Parameter _left;   // [o]
    private readonly Parameter _right;  // [i k k]
    private readonly int _stride;

    /// <summary>Asks for <c>weight_orig</c>, <c>weight_u</c> and <c>weight_v</c>.</summary>
    public SpectralConv2d(Weights w, int inChannels, int outChannels, int kernel, int stride = 1)
    {
        var fanIn = inChannels * kernel * kernel;
        _weight = w.Parameter("weight_orig", [outChannels, inChannels, kernel, kernel], Initialize.FanIn(fanIn));
        _left = w.Buffer("weight_u", [outChannels], UnitVector);
        _right = w.Buffer("weight_v", [fanIn], UnitVector);
        _stride = stride;
    }

    /// <summary>Whether each call comes nearer to the singular value by one step of power iteration.</summary>
    public bool Training { get; set; }

    /// <summary>[b, i, h, w] to [b, o, h', w'], one pixel of zeros around.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(F.conv2d(x, Normalised().to(x.dtype), null, strides: [_stride, _stride], padding: [1, 1]));
    }

    // [o, i, k, k]
    private Tensor Normalised()
    {
        var matrix = _weight.Value.reshape(_weight.Value.size(0), -1); // [o, i k k]
        if (Training)
        {
            using var pause = no_grad();
            _right.Value.copy_(Unit(matrix.transpose(0, 1).matmul(_left)));
            _left.Value.copy_(Unit(matrix.matmul(_right)));
        }

        // copies, for the next step changes the vectors in place while this one's gradients still need them
        var (left, right) = (_left.Value.clone(), _right.Value.clone());
        return _weight.Value / (left * matrix.matmul(right)).sum();
    }

    private static Tensor Unit(Tensor x) => x / x.norm(0).clamp_min(Epsilon);

    private static Tensor UnitVector(long[] shape, Generator random) => Unit(randn(shape, device: random.device, generator: random));
}
