using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>Rectifier with a learnt slope per channel for what is negative (He et al. 2015).</summary>
public sealed class PRelu(Weights w, int channels)
{
    private readonly Parameter _slope = w.Parameter("weight", [channels], Initialize.Constant(0.25)); // [c]

    /// <summary>The slopes, [c].</summary>
    public Parameter Slope => _slope;

    /// <summary>[b, c, h, w] to the same.</summary>
    public Tensor Forward(Tensor x) => F.prelu(x, _slope.As(x.dtype));
}
