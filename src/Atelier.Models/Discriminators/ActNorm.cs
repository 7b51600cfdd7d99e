using Atelier.Torch.Distributed;

namespace Atelier.Models.Discriminators;

/// <summary>A shift and a scale for each channel (Kingma and Dhariwal, Glow, 2018), initialised so that the first training batch
/// comes out with mean 0 and standard deviation 1. c channels.</summary>
internal sealed class ActNorm : Module<Tensor, Tensor>
{
    private readonly Parameter loc;      // the shift, [1, c, 1, 1]
    private readonly Parameter scale;    // [1, c, 1, 1]
    private readonly Tensor initialized; // scalar, u8
    private readonly IProcessGroup _group;

    public ActNorm(Weights w, int channels)
        : base(nameof(ActNorm))
    {
        _group = w.Group;
        loc = w.Parameter("loc", [1, channels, 1, 1], Initialize.Zeros);
        scale = w.Parameter("scale", [1, channels, 1, 1], Initialize.Ones);
        initialized = w.Buffer("initialized", [], (_, random) => zeros([], dtype: ScalarType.Byte, device: random.device));
    }

    public override Tensor forward(Tensor x) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        if (training && initialized.ToDouble() == 0)
        {
            using var noGrad = no_grad();
            var rows = _group.AllGather(x.to(ScalarType.Float32)).permute(1, 0, 2, 3).reshape(x.size(1), -1); // [c, b h w]
            loc.copy_(-rows.mean([1]).reshape(1, -1, 1, 1));
            scale.copy_((rows.var([1]).sqrt() + 1e-6).reciprocal().reshape(1, -1, 1, 1));
            initialized.fill_(1);
        }

        return scope.MoveToOuter(scale.to(x.dtype) * (x + loc.to(x.dtype)));
    }
}
