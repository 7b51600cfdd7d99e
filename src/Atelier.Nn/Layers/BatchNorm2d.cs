using Atelier.Core;
using Atelier.Distributed;

namespace Atelier.Nn.Layers;

/// <summary>Batch normalisation over [b, h, w]; the running statistics are used unless training. Several processes normalise by what they see together.</summary>
public sealed class BatchNorm2d
{
    private readonly Parameter _weight;      // [c]
    private readonly Parameter _bias;        // [c]
    private readonly Parameter _mean;        // [c]
    private readonly Parameter _variance;    // [c]
    private readonly Parameter _batches;     // scalar, i64
    private readonly IProcessGroup _group;
    private const double Momentum = 0.1;
    private readonly double _epsilon;

    /// <summary>Asks for <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c>.</summary>
    public BatchNorm2d(Weights w, int channels, double epsilon = 1e-5, Initializer? draw = null)
    {
        _weight = w.Parameter("weight", [channels], draw ?? Initialize.Ones);
        _bias = w.Parameter("bias", [channels], Initialize.Zeros);
        _mean = w.Buffer("running_mean", [channels], Initialize.Zeros);
        _variance = w.Buffer("running_var", [channels], Initialize.Ones);
        _batches = w.Buffer("num_batches_tracked", [], (_, random) => zeros([], dtype: ScalarType.Int64, device: random.device));
        (_epsilon, _group) = (epsilon, w.Group);
    }

    /// <summary>Whether batches are normalised by their own statistics, which the running ones then follow.</summary>
    public bool Training { get; set; }

    /// <summary>[b, c, h, w] to the same, with ReLU behind if asked.</summary>
    public Tensor Forward(Tensor x, bool relu = false)
    {
        using var scope = NewDisposeScope();
        if (Training)
        {
            using var pause = no_grad();
            _batches.Value.add_(tensor(1, dtype: ScalarType.Int64));
        }

        var y = Training && _group.WorldSize > 1
            ? OverProcesses(x.to(ScalarType.Float32)).to(x.dtype)
            : F.batch_norm(x, _mean, _variance, _weight, _bias, Training, Momentum, _epsilon);
        return scope.MoveToOuter(relu ? F.relu(y) : y);
    }

    private Tensor OverProcesses(Tensor x)
    {
        var mean = _group.Mean(x.mean([0, 2, 3], keepdim: true));                          // [1, c, 1, 1]
        var spread = _group.Mean((x - mean).square().mean([0, 2, 3], keepdim: true));      // [1, c, 1, 1]
        using (no_grad())
        {
            var count = x.numel() / x.size(1) * _group.WorldSize;
            _mean.Value.lerp_(mean.detach().reshape(-1), Momentum);
            _variance.Value.lerp_(spread.detach().reshape(-1) * (count / (count - 1.0)), Momentum);
        }

        return ((x - mean) / (spread + _epsilon).sqrt() * _weight.As(ScalarType.Float32).reshape(1, -1, 1, 1)) + _bias.As(ScalarType.Float32).reshape(1, -1, 1, 1);
    }
}
