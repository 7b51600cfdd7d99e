using Atelier.Core;

namespace Atelier.Nn.Optimisation;

/// <summary>How Adam and its kin differ.</summary>
public enum AdamVariant
{
    /// <summary>Adam (Kingma and Ba, 2015); weight decay is added to the gradient.</summary>
    Adam,

    /// <summary>AdamW (Loshchilov and Hutter, 2019): decoupled weight decay, of matrices and kernels only (biases and norms keep their size).</summary>
    AdamW,

    /// <summary>RAdam (Liu et al., 2020): rectified warm-up.</summary>
    RAdam,

    /// <summary>AdaBelief (Zhuang et al., 2020): the second moment is of gradient minus expectation.</summary>
    AdaBelief,
}

/// <summary>Adam and its kin.</summary>
public sealed class Adam : Optimizer
{
    private readonly AdamVariant _variant;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _decay;

    /// <summary>An optimiser of a network.</summary>
    public Adam(IEnumerable<Parameter> parameters, double learningRate, AdamVariant variant = AdamVariant.Adam, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(parameters, learningRate) => (_variant, _beta1, _beta2, _epsilon, _decay) = (variant, beta1, beta2, epsilon, weightDecay);

    /// <summary>An optimiser of one tensor, such as a latent.</summary>
    public Adam(string name, Tensor tensor, double learningRate, AdamVariant variant = AdamVariant.Adam, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base([(name, () => tensor)], learningRate) => (_variant, _beta1, _beta2, _epsilon, _decay) = (variant, beta1, beta2, epsilon, weightDecay);

    /// <inheritdoc/>
    protected override void Update(string name, Tensor parameter, Tensor gradient)
    {
        var first = Moment(name, "exp_avg", parameter);
        var second = Moment(name, "exp_avg_sq", parameter);
        var correction1 = 1 - Math.Pow(_beta1, Steps);
        var correction2 = 1 - Math.Pow(_beta2, Steps);
        var keep = _variant == AdamVariant.AdamW && parameter.ndim > 1 ? 1 - (LearningRate * _decay) : 1;
        if (_decay != 0 && _variant != AdamVariant.AdamW)
        {
            gradient = gradient + (parameter * _decay);
        }

        if (keep != 1)
        {
            parameter.mul_(keep);
        }

        first.lerp_(gradient, 1 - _beta1);
        var surprise = _variant == AdamVariant.AdaBelief ? gradient - first : gradient;
        second.mul_(_beta2).addcmul_(surprise, surprise, 1 - _beta2);
        if (_variant == AdamVariant.RAdam && Rectification(correction2) is var rectification)
        {
            if (rectification <= 0) // too early for the second moment
            {
                parameter.add_(first, -LearningRate / correction1);
                return;
            }

            var scale = LearningRate * rectification * Math.Sqrt(correction2) / correction1;
            parameter.addcdiv_(first, second.sqrt() + _epsilon, -scale);
            return;
        }

        var deviation = (second.sqrt() / Math.Sqrt(correction2)) + _epsilon;
        parameter.addcdiv_(first, deviation, -LearningRate / correction1);
    }

    // section 3.3 of the RAdam paper
    private double Rectification(double correction2)
    {
        var longest = (2 / (1 - _beta2)) - 1;
        var length = longest - (2 * Steps * Math.Pow(_beta2, Steps) / correction2);
        return length <= 5 ? 0 : Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    }
}
