using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>x Wᵀ + b on the last axis.</summary>
public sealed class Linear
{
    private readonly Parameter _weight; // [o, i]
    private readonly Parameter? _bias;  // [o]

    /// <summary>Asks for <c>weight</c> and <c>bias</c>.</summary>
    public Linear(Weights w, int inFeatures, int outFeatures, bool bias = true, Initializer? draw = null, Initializer? drawBias = null)
    {
        _weight = w.Parameter("weight", [outFeatures, inFeatures], draw ?? Initialize.FanIn(inFeatures));
        _bias = bias ? w.Parameter("bias", [outFeatures], drawBias ?? Initialize.FanIn(inFeatures)) : null;
    }

    /// <summary>The type of the weight.</summary>
    public ScalarType Type => _weight.Value.dtype;

    /// <summary>The weight [o, i] as this type.</summary>
    public Tensor Weight(ScalarType type) => _weight.As(type);

    /// <summary>[.., i] to [.., o].</summary>
    public Tensor Forward(Tensor x) => F.linear(x, _weight.As(x.dtype), _bias?.As(x.dtype));
}
