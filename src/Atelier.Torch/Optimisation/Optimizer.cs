namespace Atelier.Torch.Optimisation;

/// <summary>Changes parameters by their gradients. Its state is made of named tensors, so that a run resumes exactly.
/// A network is moved to its device before.</summary>
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

    /// <summary>The moments and the like, by <c>parameter.moment</c>.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>One step along the gradients the parameters hold; parameters without a gradient stay.</summary>
    public void Step()
    {
        Steps++;
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var moved = new List<Moved>(_parameters.Length);
        foreach (var (name, value) in _parameters)
        {
            if (value.grad is { } gradient)
            {
                moved.Add(new(name, value, gradient));
            }
        }

        Update(moved);
    }

    /// <summary>Puts a saved state back.</summary>
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

    /// <summary>Changes parameters in place.</summary>
    protected abstract void Update(IReadOnlyList<Moved> parameters);

    /// <summary>A tensor of the state, zeros like the parameter at first.</summary>
    protected Tensor Moment(Moved parameter, string moment)
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
    /// <param name="Name">What its state is called by.</param>
    /// <param name="Value">What is changed in place.</param>
    /// <param name="Gradient">The gradient it holds, of the same shape.</param>
    protected readonly record struct Moved(string Name, Tensor Value, Tensor Gradient);
}
