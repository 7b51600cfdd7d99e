namespace Atelier.Torch.Optimisation;

/// <summary>Gradient descent with momentum.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum;

    /// <summary>An optimiser of a network.</summary>
    public Sgd(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0)
        : base(parameters, learningRate) => _momentum = momentum;

    /// <summary>An optimiser of one tensor, such as a latent.</summary>
    public Sgd(string name, Tensor tensor, double learningRate, double momentum = 0)
        : base([(name, tensor)], learningRate) => _momentum = momentum;

    /// <summary>An optimiser of named tensors, such as the parts of a latent.</summary>
    public Sgd(IReadOnlyList<(string Name, Tensor Value)> tensors, double learningRate, double momentum = 0)
        : base([.. tensors], learningRate) => _momentum = momentum;

    /// <inheritdoc/>
    protected override void Update(IReadOnlyList<ParameterUpdate> parameters)
    {
        foreach (var parameter in parameters)
        {
            var step = _momentum == 0 ? parameter.Gradient : Moment(parameter, "momentum_buffer").mul_(_momentum).add_(parameter.Gradient);
            parameter.Value.add_(step, -LearningRate);
        }
    }
}
