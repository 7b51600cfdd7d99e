using Atelier.Nn;
using Atelier.Tensors;

namespace Atelier.Models.Discriminators;

/// <summary>A shift and a scale for each channel (Kingma and Dhariwal, Glow, 2018), set at the first batch trained on so that it comes out with mean 0 and
/// deviation 1. c channels.</summary>
internal sealed class ActNorm
{
    private readonly Parameter _shift;       // loc [1, c, 1, 1]
    private readonly Parameter _scale;       // [1, c, 1, 1]
    private readonly Parameter _initialized; // scalar, u8

    public ActNorm(Weights w, int channels)
    {
        _shift = w.Parameter("loc", [1, channels, 1, 1], Initialize.Zeros);
        _scale = w.Parameter("scale", [1, channels, 1, 1], Initialize.Ones);
        _initialized = w.Buffer("initialized", [], (_, random) => Tensor.Zeros([], DType.UInt8, random.Device));
    }

    public Tensor Forward(Tensor x, bool training) // [b, c, h, w]
    {
        using var scope = TensorScope.Enter();
        if (training && _initialized.Value.Item() == 0)
        {
            using var pause = Autograd.Pause();
            var rows = Workers.Current.Gather(x.Detach().To(DType.Float32)).Permute(1, 0, 2, 3).Reshape(x.Size(1), -1); // [c, b h w]
            _shift.Value.CopyInPlace(-rows.Mean([1]).Reshape(1, -1, 1, 1));
            _scale.Value.CopyInPlace((rows.Variance([1]).Sqrt() + 1e-6).Reciprocal().Reshape(1, -1, 1, 1));
            _initialized.Value.FillInPlace(1);
        }

        return scope.Keep(_scale.As(x.DType) * (x + _shift.As(x.DType)));
    }
}
