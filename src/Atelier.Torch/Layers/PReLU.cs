namespace Atelier.Torch.Layers;

/// <summary>Rectifier with a learnt slope per channel for what is negative (He et al. 2015).</summary>
public sealed class PReLU : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [c]

    /// <summary>Asks for <c>weight</c>.</summary>
    public PReLU(Weights w, int channels)
        : base(nameof(PReLU))
    {
        weight = w.Parameter("weight", [channels], Initialize.Constant(0.25));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => F.prelu(x, weight.to(x.dtype)); // [b, c, h, w]
}
