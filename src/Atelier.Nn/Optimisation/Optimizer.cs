using Atelier.Core;

namespace Atelier.Nn.Optimisation;

/// <summary>Changes parameters by their gradients. Its state is made of named tensors, so that a run resumes exactly.</summary>
public abstract class Optimizer : IDisposable
{
    private readonly List<(string Name, Func<Tensor> Value)> _parameters;
    private readonly Dictionary<string, Tensor> _state = [];

    /// <summary>An optimiser of these parameters.</summary>
    protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
        : this(parameters.Select(parameter => (parameter.Name, (Func<Tensor>)(() => parameter.Value))), learningRate)
    {
    }

    /// <summary>An optimiser of these named tensors (a latent, say).</summary>
    protected Optimizer(IEnumerable<(string Name, Func<Tensor> Value)> parameters, double learningRate)
    {
        _parameters = [.. parameters];
        LearningRate = learningRate;
    }

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
        using var pause = no_grad();
        foreach (var (name, value) in _parameters)
        {
            using var scope = NewDisposeScope();
            var parameter = value();
            if (parameter.grad is { } gradient)
            {
                Update(name, parameter, gradient);
            }
        }
    }

    /// <summary>Puts a saved state back.</summary>
    public void Restore(long steps, IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        Steps = steps;
        var device = _parameters[0].Value().device;
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

    /// <summary>Changes one parameter in place.</summary>
    protected abstract void Update(string name, Tensor parameter, Tensor gradient);

    /// <summary>A tensor of the state, zeros like the parameter at first.</summary>
    protected Tensor Moment(string name, string moment, Tensor parameter)
    {
        var key = $"{name}.{moment}";
        return _state.TryGetValue(key, out var found) ? found : Remember(key, zeros_like(parameter.detach()));
    }

    private Tensor Remember(string key, Tensor value)
    {
        if (_state.Remove(key, out var old))
        {
            old.Dispose();
        }

        return _state[key] = value.DetachFromDisposeScope();
    }
}
