namespace Atelier.Torch.Layers;

/// <summary>Parametric ReLU with a slope per channel (He et al. 2015).</summary>
public sealed class PReLU : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [c]

    /// <summary>Requests <c>weight</c>.</summary>
    public PReLU(Weights w, int channels)
        : base(nameof(PReLU))
    {
        weight = w.Parameter("weight", [channels], Initialize.Constant(0.25));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => F.prelu(x, weight.to(x.dtype)); // [b, c, h, w]
}
