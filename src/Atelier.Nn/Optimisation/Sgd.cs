using Atelier.Core;

namespace Atelier.Nn.Optimisation;

/// <summary>Gradient descent with momentum.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;

    /// <summary>An optimiser of a network.</summary>
    public Sgd(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0)
        : base(parameters, learningRate) => _momentum = momentum;

    /// <summary>An optimiser of one tensor, such as a latent.</summary>
    public Sgd(string name, Tensor tensor, double learningRate, double momentum = 0)
        : base([(name, () => tensor)], learningRate) => _momentum = momentum;

    /// <inheritdoc/>
    protected override void Update(string name, Tensor parameter, Tensor gradient)
    {
        if (_momentum != 0)
        {
            gradient = Moment(name, "momentum_buffer", parameter).mul_(_momentum).add_(gradient);
        }

        parameter.add_(gradient, -LearningRate);
    }
}
