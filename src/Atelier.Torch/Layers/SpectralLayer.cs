namespace Atelier.Torch.Layers;

/// <summary>A layer whose weight is divided by its largest singular value (Miyato et al., "Spectral Normalization for Generative
/// Adversarial Networks", 2018). Keys and arithmetic as of <c>torch.nn.utils.spectral_norm</c>: in training, each call makes one
/// step of power iteration; otherwise the stored vectors are used as they are.</summary>
public abstract class SpectralLayer : Module<Tensor, Tensor>
{
    private protected readonly Parameter weight_orig; // [o, ..]
    private protected readonly Tensor weight_u;       // [o]
    private protected readonly Tensor weight_v;       // [product of ..]
    private protected readonly Parameter? bias;       // [o]
    private readonly double _epsilon;

    /// <summary>Requests <c>weight_orig</c>, <c>weight_u</c>, <c>weight_v</c> and <c>bias</c>.</summary>
    /// <param name="name">The layer's class.</param>
    /// <param name="w">The path of the layer's keys.</param>
    /// <param name="shape">The weight's shape, output channels first.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="epsilon">The least norm that a vector is divided by.</param>
    private protected SpectralLayer(string name, Weights w, long[] shape, bool bias, double epsilon)
        : base(name)
    {
        var fanIn = shape[1..].Aggregate(1L, (product, size) => product * size);
        weight_orig = w.Parameter("weight_orig", shape, Initialize.FanIn(fanIn));
        weight_u = w.Buffer("weight_u", [shape[0]], RandomUnitVector);
        weight_v = w.Buffer("weight_v", [fanIn], RandomUnitVector);
        this.bias = bias ? w.Parameter("bias", [shape[0]], Initialize.FanIn(fanIn)) : null;
        _epsilon = epsilon;
    }

    /// <summary>The weight divided by its largest singular value.</summary>
    private protected Tensor NormalizedWeight()
    {
        var matrix = weight_orig.reshape(weight_orig.size(0), -1);
        if (training)
        {
            using var noGrad = no_grad();
            weight_v.copy_(F.normalize(matrix.transpose(0, 1).matmul(weight_u), dim: 0, eps: _epsilon));
            weight_u.copy_(F.normalize(matrix.matmul(weight_v), dim: 0, eps: _epsilon));
        }

        // cloned, since the next call updates the vectors in place while this call's gradients still need them
        var (u, v) = (weight_u.clone(), weight_v.clone());
        return weight_orig / (u * matrix.matmul(v)).sum();
    }

    private static Tensor RandomUnitVector(long[] shape, Generator random) =>
        F.normalize(randn(shape, device: random.device, generator: random), dim: 0);
}
