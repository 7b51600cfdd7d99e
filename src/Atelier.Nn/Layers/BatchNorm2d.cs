using Atelier.Tensors;

namespace Atelier.Nn.Layers;

/// <summary>Batch normalisation over [b, h, w]; the running statistics are used unless training. Several workers normalise by what they see together.</summary>
public sealed class BatchNorm2d
{
    private readonly Parameter _weight;      // [c]
    private readonly Parameter _bias;        // [c]
    private readonly Parameter _mean;        // [c]
    private readonly Parameter _variance;    // [c]
    private readonly Parameter _batches;     // scalar, i64
    private const double Momentum = 0.1;
    private readonly double _epsilon;

    /// <summary>Asks for <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c>.</summary>
    public BatchNorm2d(Weights w, int channels, double epsilon = 1e-5, Initializer? draw = null)
    {
        _weight = w.Parameter("weight", [channels], draw ?? Initialize.Ones);
        _bias = w.Parameter("bias", [channels], Initialize.Zeros);
        _mean = w.Buffer("running_mean", [channels], Initialize.Zeros);
        _variance = w.Buffer("running_var", [channels], Initialize.Ones);
        _batches = w.Buffer("num_batches_tracked", [], (_, random) => Tensor.Zeros([], DType.Int64, random.Device));
        _epsilon = epsilon;
    }

    /// <summary>Whether batches are normalised by their own statistics, which the running ones then follow.</summary>
    public bool Training { get; set; }

    /// <summary>[b, c, h, w] to the same, with ReLU behind if asked.</summary>
    public Tensor Forward(Tensor x, bool relu = false)
    {
        using var scope = TensorScope.Enter();
        if (Training)
        {
            using var pause = Autograd.Pause();
            _batches.Value.AddInPlace(Tensor.Scalar(1, DType.Int64));
        }

        var together = Training && Workers.Current.Count > 1;
        if (!together && Functional.TakesOwnNorms(x))
        {
            return scope.Keep(Functional.BatchNormChannelsLast(x, _weight, _bias, _mean, _variance, Training, relu, Momentum, _epsilon));
        }

        var y = together
            ? OverWorkers(x.To(DType.Float32))
            : Functional.BatchNorm(x.To(DType.Float32), _weight.As(DType.Float32), _bias.As(DType.Float32), _mean, _variance, Training, Momentum, _epsilon);
        y = y.To(x.DType);
        return scope.Keep(relu ? y.Relu() : y);
    }

    private Tensor OverWorkers(Tensor x)
    {
        var workers = Workers.Current;
        var mean = workers.Mean(x.Mean([0, 2, 3], keep: true));                          // [1, c, 1, 1]
        var spread = workers.Mean((x - mean).Square().Mean([0, 2, 3], keep: true));      // [1, c, 1, 1]
        using (Autograd.Pause())
        {
            var count = x.Count / x.Size(1) * workers.Count;
            _mean.Value.LerpInPlace(mean.Detach().Reshape(-1), Momentum);
            _variance.Value.LerpInPlace(spread.Detach().Reshape(-1) * (count / (count - 1.0)), Momentum);
        }

        return ((x - mean) / (spread + _epsilon).Sqrt() * _weight.As(DType.Float32).Reshape(1, -1, 1, 1)) + _bias.As(DType.Float32).Reshape(1, -1, 1, 1);
    }
}
