using Atelier.Torch.Distributed;

namespace Atelier.Torch.Layers;

/// <summary>Batch normalisation over [b, h, w]; with several processes, synchronised (<c>nn.SyncBatchNorm</c>).</summary>
public sealed class BatchNorm2d : Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;
    private readonly Parameter weight;           // [c]
    private readonly Parameter bias;             // [c]
    private readonly Tensor running_mean;        // [c]
    private readonly Tensor running_var;         // [c]
    private readonly Tensor num_batches_tracked; // scalar, i64
    private readonly IProcessGroup _group;
    private readonly double _epsilon;
    private bool _folded; // into the preceding convolution

    /// <summary>Requests <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c>.</summary>
    public BatchNorm2d(Weights w, int channels, double epsilon = 1e-5, Initializer? init = null)
        : base(nameof(BatchNorm2d))
    {
        weight = w.Parameter("weight", [channels], init ?? Initialize.Ones);
        bias = w.Parameter("bias", [channels], Initialize.Zeros);
        running_mean = w.Buffer("running_mean", [channels], Initialize.Zeros);
        running_var = w.Buffer("running_var", [channels], Initialize.Ones);
        num_batches_tracked = w.Buffer("num_batches_tracked", [], (_, random) => zeros([], dtype: ScalarType.Int64, device: random.device));
        (_epsilon, _group) = (epsilon, w.Group);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) // [b, c, h, w]
    {
        if (_folded)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        if (training)
        {
            using var noGrad = no_grad();
            num_batches_tracked.add_(1);
        }

        return scope.MoveToOuter(training && _group.WorldSize > 1
            ? Synchronized(x.to(ScalarType.Float32)).to(x.dtype)
            : F.batch_norm(x, running_mean, running_var, weight, bias, training, Momentum, _epsilon));
    }

    /// <summary>Folds the norm with its running statistics into the preceding convolution, as PyTorch's <c>fuse_conv_bn_eval</c>; the
    /// norm itself becomes the identity.</summary>
    /// <exception cref="InvalidOperationException">The norm is in training mode, or folded already.</exception>
    public void FoldInto(Conv2d convolution)
    {
        if (training || _folded)
        {
            throw new InvalidOperationException("Only a norm in evaluation mode can be folded, and only once.");
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = weight / (running_var + _epsilon).sqrt();
        convolution.Rescale(scale, bias - (running_mean * scale));
        _folded = true;
    }

    private Tensor Synchronized(Tensor x)
    {
        var mean = _group.Mean(x.mean([0, 2, 3], keepdim: true));                          // [1, c, 1, 1]
        var variance = _group.Mean((x - mean).square().mean([0, 2, 3], keepdim: true));      // [1, c, 1, 1]
        using (no_grad())
        {
            var count = x.numel() / x.size(1) * _group.WorldSize;
            running_mean.lerp_(mean.detach().reshape(-1), Momentum);
            running_var.lerp_(variance.detach().reshape(-1) * (count / (count - 1.0)), Momentum);
        }

        var (scale, shift) = (weight.to(ScalarType.Float32).reshape(1, -1, 1, 1), bias.to(ScalarType.Float32).reshape(1, -1, 1, 1));
        return ((x - mean) / (variance + _epsilon).sqrt() * scale) + shift;
    }
}
