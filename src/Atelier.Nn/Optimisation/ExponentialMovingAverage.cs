using Atelier.Core;

namespace Atelier.Nn.Optimisation;

/// <summary>A slow copy of a network's parameters: what is shipped after training.</summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly ParameterSet _parameters;
    private readonly Dictionary<string, Tensor> _average = [];
    private readonly double _decay;

    /// <summary>Starts as a copy of the parameters.</summary>
    /// <param name="parameters">What is followed.</param>
    /// <param name="decay">How much of the average remains each step, 0 to 1; lower during the first steps.</param>
    public ExponentialMovingAverage(ParameterSet parameters, double decay)
    {
        (_parameters, _decay) = (parameters, decay);
        foreach (var parameter in parameters.All)
        {
            _average[parameter.Name] = parameter.Value.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>The averages by parameter name.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _average;

    /// <summary>Moves the average towards the parameters.</summary>
    /// <param name="step">Steps taken so far: the decay is at most (1 + step) / (10 + step).</param>
    public void Update(long step)
    {
        using var pause = no_grad();
        var weight = 1 - Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var parameter in _parameters.All)
        {
            var average = _average[parameter.Name];
            if (average.dtype == ScalarType.Float32)
            {
                average.lerp_(parameter.Value, weight);
            }
            else
            {
                average.copy_(parameter.Value);
            }
        }
    }

    /// <summary>Releases the copy.</summary>
    public void Dispose()
    {
        foreach (var tensor in _average.Values)
        {
            tensor.Dispose();
        }
    }
}
