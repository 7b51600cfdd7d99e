namespace Atelier.Torch.Layers;

/// <summary>x Wᵀ + b on the last axis.</summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [o, i]
    private readonly Parameter? bias;  // [o]

    /// <summary>Requests <c>weight</c> and <c>bias</c>.</summary>
    public Linear(Weights w, int inFeatures, int outFeatures, bool bias = true, Initializer? init = null, Initializer? biasInit = null)
        : base(nameof(Linear))
    {
        weight = w.Parameter("weight", [outFeatures, inFeatures], init ?? Initialize.FanIn(inFeatures));
        this.bias = bias ? w.Parameter("bias", [outFeatures], biasInit ?? Initialize.FanIn(inFeatures)) : null;
        RegisterComponents();
    }

    /// <summary>W, [o, i].</summary>
    public Parameter Weight => weight;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Functional.linear(x, weight.to(x.dtype), bias?.to(x.dtype)); // [.., i] to [.., o]
}
