using Atelier.Torch.Dispatch;

namespace Atelier.Torch.Layers;

/// <summary>Group normalisation (Wu and He, 2018).</summary>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    private readonly Parameter weight; // [c]
    private readonly Parameter bias;   // [c]
    private readonly int _groups;
    private readonly double _epsilon;

    /// <summary>Requests <c>weight</c> and <c>bias</c>.</summary>
    public GroupNorm(Weights w, int channels, int groups = 32, double epsilon = 1e-6)
        : base(nameof(GroupNorm))
    {
        weight = w.Parameter("weight", [channels], Initialize.Ones);
        bias = w.Parameter("bias", [channels], Initialize.Zeros);
        (_groups, _epsilon) = (groups, epsilon);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => IsFusable(x) // [b, c, h, w]
        ? ChannelsLastGroupNorm.Apply(x, _groups, weight, bias, _epsilon, silu: false)
        : F.group_norm(x, _groups, weight.to(x.dtype), bias.to(x.dtype), _epsilon);

    /// <summary>The norm and a SiLU after it, x σ(x), fused where that saves memory for the gradient.</summary>
    public Tensor silu(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        if (IsFusable(x))
        {
            return scope.MoveToOuter(ChannelsLastGroupNorm.Apply(x, _groups, weight, bias, _epsilon, silu: true));
        }

        var y = call(x);
        return scope.MoveToOuter(F.silu(y, inplace: !y.requires_grad));
    }

    private static bool IsFusable(Tensor x) =>
        x.dtype == ScalarType.BFloat16 && x.device.type == DeviceType.CPU && x.is_channels_last() && AutogradFunction.IsSupported;
}
