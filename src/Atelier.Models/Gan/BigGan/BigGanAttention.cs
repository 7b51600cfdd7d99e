using Atelier.Torch.Layers;

namespace Atelier.Models.Gan.BigGan;

/// <summary>Self-attention over pixels (Zhang et al., "Self-Attention Generative Adversarial Networks", 2019): each pixel attends to
/// the maxima of 2 × 2 pixels. b batch, c channels, p pixels.</summary>
internal sealed class BigGanAttention : Module<Tensor, Tensor>
{
    private readonly SpectralConv2d snconv1x1_theta;
    private readonly SpectralConv2d snconv1x1_phi;
    private readonly SpectralConv2d snconv1x1_g;
    private readonly SpectralConv2d snconv1x1_o_conv;
    private readonly Parameter gamma; // [1]

    public BigGanAttention(Weights w, int channels, double epsilon)
        : base(nameof(BigGanAttention))
    {
        snconv1x1_theta = Convolution("snconv1x1_theta", channels, channels / 8);
        snconv1x1_phi = Convolution("snconv1x1_phi", channels, channels / 8);
        snconv1x1_g = Convolution("snconv1x1_g", channels, channels / 2);
        snconv1x1_o_conv = Convolution("snconv1x1_o_conv", channels / 2, channels);
        gamma = w.Parameter("gamma", [1], Initialize.Zeros);

        SpectralConv2d Convolution(string name, int from, int to) => new(w[name], from, to, kernel: 1, padding: 0, epsilon: epsilon);
    }

    public override Tensor forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        var theta = snconv1x1_theta.call(x).flatten(2);                                  // [b, c / 8, p]
        var phi = F.max_pool2d(snconv1x1_phi.call(x), 2).flatten(2);                     // [b, c / 8, p / 4]
        var g = F.max_pool2d(snconv1x1_g.call(x), 2).flatten(2);                         // [b, c / 2, p / 4]
        var attention = theta.transpose(1, 2).matmul(phi).softmax(-1);                   // [b, p, p / 4], unscaled
        var attended = g.matmul(attention.transpose(1, 2)).reshape(x.size(0), -1, x.size(2), x.size(3)); // [b, c / 2, h, w]
        return scope.MoveToOuter(x + (gamma * snconv1x1_o_conv.call(attended)));
    }
}
