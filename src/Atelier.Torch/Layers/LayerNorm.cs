namespace Atelier.Torch.Layers;

/// <summary>Layer normalisation over the last axis, computed in fp32.</summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [d]
    private readonly Parameter bias;   // [d]
    private readonly long[] _shape;
    private readonly double _epsilon;

    /// <summary>Requests <c>weight</c> and <c>bias</c>.</summary>
    public LayerNorm(Weights w, int width, double epsilon = 1e-5)
        : base(nameof(LayerNorm))
    {
        weight = w.Parameter("weight", [width], Initialize.Ones);
        bias = w.Parameter("bias", [width], Initialize.Zeros);
        (_shape, _epsilon) = ([width], epsilon);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [.., d]
    {
        using var scope = NewDisposeScope();
        var y = F.layer_norm(x.to(ScalarType.Float32), _shape, weight.to(ScalarType.Float32), bias.to(ScalarType.Float32), eps: _epsilon);
        return scope.MoveToOuter(y.to(x.dtype));
    }
}
