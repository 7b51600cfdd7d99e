namespace Atelier.Torch.Optimisation;

/// <summary>Variants of Adam.</summary>
public enum AdamVariant
{
    /// <summary>Adam (Kingma and Ba, 2015); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>AdamW (Loshchilov and Hutter, 2019): decoupled weight decay, of matrices and kernels only
    /// (biases and norms keep their size).</summary>
    AdamW,

    /// <summary>RAdam (Liu et al., 2020): rectified warm-up.</summary>
    RAdam,

    /// <summary>AdaBelief (Zhuang et al., 2020): the second moment is of gradient minus expectation.</summary>
    AdaBelief,
}

/// <summary>Adam and its variants.</summary>
public sealed class Adam : Optimizer
{
    private readonly AdamVariant _variant;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _decay;

    /// <summary>An optimiser of a network.</summary>
    public Adam(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, AdamVariant variant = AdamVariant.Adam,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate) =>
        (_variant, _beta1, _beta2, _epsilon, _decay) = (variant, beta1, beta2, epsilon, weightDecay);

    /// <summary>An optimiser of one tensor, such as a latent.</summary>
    public Adam(string name, Tensor tensor, double learningRate, AdamVariant variant = AdamVariant.Adam,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base([(name, tensor)], learningRate) =>
        (_variant, _beta1, _beta2, _epsilon, _decay) = (variant, beta1, beta2, epsilon, weightDecay);

    /// <summary>An optimiser of named tensors, such as the parts of a latent.</summary>
    public Adam(IReadOnlyList<(string Name, Tensor Value)> tensors, double learningRate, AdamVariant variant = AdamVariant.Adam,
        double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base([.. tensors], learningRate) =>
        (_variant, _beta1, _beta2, _epsilon, _decay) = (variant, beta1, beta2, epsilon, weightDecay);

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> parameters)
    {
        switch (_variant)
        {
            case AdamVariant.Adam:
                Fused(parameters, _decay);
                break;
            case AdamVariant.AdamW:
                Fused([.. parameters.Where(parameter => parameter.Value.ndim > 1)], _decay);
                Fused([.. parameters.Where(parameter => parameter.Value.ndim <= 1)], 0);
                break;
            default:
                foreach (var parameter in parameters)
                {
                    using var scope = NewDisposeScope();
                    Unfused(parameter);
                }

                break;
        }
    }

    private void Fused(IReadOnlyList<ParameterUpdate> parameters, double decay) => FusedAdam.Step(
        _variant == AdamVariant.AdamW,
        [.. parameters.Select(parameter => parameter.Value)],
        [.. parameters.Select(parameter => parameter.Gradient)],
        [.. parameters.Select(First)],
        [.. parameters.Select(Second)],
        Steps, LearningRate, (_beta1, _beta2), decay, _epsilon);

    private Tensor First(ParameterUpdate parameter) => Moment(parameter, "exp_avg");

    private Tensor Second(ParameterUpdate parameter) => Moment(parameter, "exp_avg_sq");

    private void Unfused(ParameterUpdate parameter)
    {
        var (value, first, second) = (parameter.Value, First(parameter), Second(parameter));
        var (correction1, correction2) = (1 - Math.Pow(_beta1, Steps), 1 - Math.Pow(_beta2, Steps));
        var gradient = _decay == 0 ? parameter.Gradient : parameter.Gradient + (value * _decay);
        first.lerp_(gradient, 1 - _beta1);
        var deviation = _variant == AdamVariant.AdaBelief ? gradient - first : gradient;
        second.mul_(_beta2).addcmul_(deviation, deviation, 1 - _beta2);
        if (_variant == AdamVariant.AdaBelief)
        {
            value.addcdiv_(first, (second.sqrt() / Math.Sqrt(correction2)) + _epsilon, -LearningRate / correction1);
        }
        else if (Rectification(correction2) is var rectification and > 0)
        {
            value.addcdiv_(first, second.sqrt() + _epsilon, -LearningRate * rectification * Math.Sqrt(correction2) / correction1);
        }
        else // too few steps for the second moment
        {
            value.add_(first, -LearningRate / correction1);
        }
    }

    // section 3.3 of the RAdam paper
    private double Rectification(double correction2)
    {
        var longest = (2 / (1 - _beta2)) - 1;
        var length = longest - (2 * Steps * Math.Pow(_beta2, Steps) / correction2);
        return length <= 5 ? 0 : Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    }
}
