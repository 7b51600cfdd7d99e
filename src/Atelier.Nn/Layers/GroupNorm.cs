using Atelier.Core;

namespace Atelier.Nn.Layers;

/// <summary>Group normalisation (Wu and He, 2018), alone or followed by SiLU.</summary>
public sealed class GroupNorm
{
    private readonly Parameter _weight; // [c]
    private readonly Parameter _bias;   // [c]
    private readonly int _groups;
    private readonly double _epsilon;

    /// <summary>Asks for <c>weight</c> and <c>bias</c>.</summary>
    public GroupNorm(Weights w, int channels, int groups = 32, double epsilon = 1e-6)
    {
        _weight = w.Parameter("weight", [channels], Initialize.Ones);
        _bias = w.Parameter("bias", [channels], Initialize.Zeros);
        (_groups, _epsilon) = (groups, epsilon);
    }

    /// <summary>[b, c, h, w] to the same.</summary>
    public Tensor Forward(Tensor x) => Normalise(x, silu: false);

    /// <summary>[b, c, h, w] to the same, through SiLU.</summary>
    public Tensor ForwardSilu(Tensor x) => Normalise(x, silu: true);

    private Tensor Normalise(Tensor x, bool silu)
    {
        using var scope = NewDisposeScope();
        var y = F.group_norm(x, _groups, _weight.As(x.dtype), _bias.As(x.dtype), _epsilon);
        return scope.MoveToOuter(silu ? F.silu(y) : y);
    }
}
