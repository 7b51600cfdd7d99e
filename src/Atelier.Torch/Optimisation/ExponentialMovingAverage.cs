namespace Atelier.Torch.Optimisation;

/// <summary>An exponential moving average of a network's parameters and buffers, usually the weights to release. Move the
/// network to its device first.</summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly Dictionary<string, Tensor> _followed;
    private readonly Dictionary<string, Tensor> _average = [];
    private readonly double _decay;

    /// <summary>Starts as a copy of the network.</summary>
    /// <param name="network">The network to average.</param>
    /// <param name="decay">The decay rate, 0 to 1; lower during the first steps.</param>
    public ExponentialMovingAverage(Module network, double decay)
    {
        (_followed, _decay) = (network.state_dict(), decay);
        foreach (var (name, tensor) in _followed)
        {
            _average[name] = tensor.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>The averages by their keys.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _average;

    /// <summary>Moves the average towards the parameters.</summary>
    /// <param name="step">Steps taken so far: the decay is at most (1 + step) / (10 + step).</param>
    public void Update(long step)
    {
        using var noGrad = no_grad();
        var weight = 1 - Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (name, tensor) in _followed)
        {
            var average = _average[name];
            if (average.dtype == ScalarType.Float32)
            {
                average.lerp_(tensor, weight);
            }
            else
            {
                average.copy_(tensor);
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
