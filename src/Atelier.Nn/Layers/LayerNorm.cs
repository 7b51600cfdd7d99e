using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>Layer normalisation over the last axis, computed in fp32 whatever comes in.</summary>
public sealed class LayerNorm
{
    private readonly Parameter _weight; // [d]
    private readonly Parameter _bias;   // [d]
    private readonly long[] _shape;
    private readonly double _epsilon;

    /// <summary>Asks for <c>weight</c> and <c>bias</c>.</summary>
    public LayerNorm(Weights w, int width, double epsilon = 1e-5)
    {
        _weight = w.Parameter("weight", [width], Initialize.Ones);
        _bias = w.Parameter("bias", [width], Initialize.Zeros);
        (_shape, _epsilon) = ([width], epsilon);
    }

    /// <summary>[.., d] to the same, in the type that came in.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = F.layer_norm(x.to(ScalarType.Float32), _shape, _weight.As(ScalarType.Float32), _bias.As(ScalarType.Float32), eps: _epsilon);
        return scope.MoveToOuter(y.to(x.dtype));
    }
}
