using Atelier.Nn;
using Atelier.Core;
using Atelier.Distributed;

namespace Atelier.Models.Discriminators;

/// <summary>A shift and a scale for each channel (Kingma and Dhariwal, Glow, 2018), set at the first batch trained on so that it comes out with mean 0 and
/// deviation 1. c channels.</summary>
internal sealed class ActNorm
{
    private readonly Parameter _shift;       // loc [1, c, 1, 1]
    private readonly Parameter _scale;       // [1, c, 1, 1]
    private readonly Parameter _initialized; // scalar, u8
    private readonly IProcessGroup _group;

    public ActNorm(Weights w, int channels)
    {
        _group = w.Group;
        _shift = w.Parameter("loc", [1, channels, 1, 1], Initialize.Zeros);
        _scale = w.Parameter("scale", [1, channels, 1, 1], Initialize.Ones);
        _initialized = w.Buffer("initialized", [], (_, random) => zeros([], dtype: ScalarType.Byte, device: random.device));
    }

    public Tensor Forward(Tensor x, bool training) // [b, c, h, w]
    {
        using var scope = NewDisposeScope();
        if (training && _initialized.Value.ToDouble() == 0)
        {
            using var pause = no_grad();
            var rows = _group.AllGather(x.to(ScalarType.Float32)).permute(1, 0, 2, 3).reshape(x.size(1), -1); // [c, b h w]
            _shift.Value.copy_(-rows.mean([1]).reshape(1, -1, 1, 1));
            _scale.Value.copy_((rows.var([1]).sqrt() + 1e-6).reciprocal().reshape(1, -1, 1, 1));
            _initialized.Value.fill_(1);
        }

        return scope.MoveToOuter(_scale.As(x.dtype) * (x + _shift.As(x.dtype)));
    }
}
