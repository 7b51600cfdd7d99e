namespace Atelier.Torch.Optimisation;

/// <summary>Updates parameters by their gradients. Its state consists of named tensors, so that a run resumes exactly.
/// Move the network to its device first.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly (string Name, Tensor Value)[] _parameters;
    private readonly Dictionary<string, Tensor> _state = [];

    /// <summary>An optimiser of the parameters of a network.</summary>
    protected Optimizer(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate)
        : this([.. parameters.Select(named => (named.name, (Tensor)named.parameter))], learningRate)
    {
    }

    /// <summary>An optimiser of these named tensors (a latent, say).</summary>
    protected Optimizer((string Name, Tensor Value)[] parameters, double learningRate) =>
        (_parameters, LearningRate) = (parameters, learningRate);

    /// <summary>The step size; schedules change it.</summary>
    public double LearningRate { get; set; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Moments and the like by key, <c>parameter.moment</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>One step; parameters without a gradient stay.</summary>
    public void Step()
    {
        Steps++;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var updates = new List<ParameterUpdate>(_parameters.Length);
        foreach (var (name, value) in _parameters)
        {
            if (value.grad is { } gradient)
            {
                updates.Add(new(name, value, gradient));
            }
        }

        Update(updates);
    }

    /// <summary>Restores a saved state.</summary>
    public void Restore(long steps, IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        Steps = steps;
        var device = _parameters[0].Value.device;
        foreach (var (name, value) in state)
        {
            Remember(name, value.to(device).clone());
        }
    }

    /// <summary>Releases the state.</summary>
    public void Dispose()
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }

        _state.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Updates parameters in place.</summary>
    protected abstract void Update(IReadOnlyList<ParameterUpdate> parameters);

    /// <summary>A tensor of the state, zeros like the parameter at first.</summary>
    protected Tensor Moment(ParameterUpdate parameter, string moment)
    {
        var key = $"{parameter.Name}.{moment}";
        return !_state.TryGetValue(key, out var found) ? Remember(key, zeros_like(parameter.Value.detach()))
            : found.stride().SequenceEqual(parameter.Value.stride()) ? found
            : Remember(key, empty_like(parameter.Value.detach()).copy_(found)); // restored: libtorch's fused steps want one order in memory
    }

    private Tensor Remember(string key, Tensor value)
    {
        if (_state.Remove(key, out var old))
        {
            old.Dispose();
        }

        return _state[key] = value.DetachFromDisposeScope();
    }

    /// <summary>A parameter of this step.</summary>
    /// <param name="Name">Its name, the prefix of its state's keys.</param>
    /// <param name="Value">The tensor to update in place.</param>
    /// <param name="Gradient">Its gradient, of the same shape.</param>
    protected readonly record struct ParameterUpdate(string Name, Tensor Value, Tensor Gradient);
}
