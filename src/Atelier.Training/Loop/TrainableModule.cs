using Atelier.Torch.Distributed;
using Atelier.Torch.Optimisation;

namespace Atelier.Training.Loop;

/// <summary>A network with its optimizer and, optionally, an exponential moving average (EMA) of its weights. A VQ-VAE has one, a GAN two.
/// </summary>
public sealed class TrainableModule : IDisposable
{
    private readonly OptimiserOptions _options;
    private readonly Parameter[] _parameters;

    /// <summary>Wraps a network.</summary>
    /// <param name="name">Its name in logs and checkpoints.</param>
    /// <param name="network">The network, already on its device.</param>
    /// <param name="options">The optimizer and its schedule.</param>
    /// <param name="emaDecay">Decay of the moving average; 0 for none.</param>
    /// <param name="innerStep">The inner step in which it is updated; null for every one.</param>
    public TrainableModule(string name, Module network, OptimiserOptions options, double emaDecay = 0, int? innerStep = null)
    {
        (Name, Network, _options, InnerStep) = (name, network, options, innerStep);
        var trained = network.named_parameters().Where(named => named.parameter.requires_grad).ToList();
        _parameters = [.. trained.Select(named => named.parameter)];
        Optimizer = options.Create(trained);
        Ema = emaDecay > 0 ? new(network, emaDecay) : null;
    }

    /// <summary>Its name in logs and checkpoints.</summary>
    public string Name { get; }

    /// <summary>The network.</summary>
    public Module Network { get; }

    /// <summary>Updates the parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The moving average of the weights, or null.</summary>
    public ExponentialMovingAverage? Ema { get; }

    /// <summary>The inner step in which it is updated; null for every one.</summary>
    public int? InnerStep { get; }

    /// <summary>The weights to ship: the moving average if there is one.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> FinalWeights => Ema?.Values ?? Network.state_dict();

    /// <summary>Turns gradients of the trained parameters on or off, and clears them. Only the network being updated needs them.</summary>
    public void SetRequiresGrad(bool requiresGrad)
    {
        foreach (var parameter in _parameters)
        {
            parameter.grad = null;
            parameter.requires_grad_(requiresGrad);
        }
    }

    /// <summary>Averages the gradients over all processes, clips them and takes one optimizer step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="total">Steps planned.</param>
    /// <param name="maxNorm">The gradient is clipped to this norm; 0 to leave it alone.</param>
    /// <param name="group">The processes whose gradients are averaged.</param>
    /// <returns>The norm of the gradient before clipping; 0 if it was not clipped.</returns>
    public double OptimizerStep(long step, long total, double maxNorm, IProcessGroup group)
    {
        Optimizer.LearningRate = _options.LearningRateAt(step, total);
        using (NewDisposeScope())
        {
            group.AllReduceMean([.. _parameters.Select(parameter => parameter.grad).OfType<Tensor>()]);
        }

        var norm = maxNorm > 0 ? GradientClipping.ByNorm(_parameters, maxNorm) : 0;
        Optimizer.Step();
        Ema?.Update(Optimizer.Steps);
        return norm;
    }

    /// <summary>Replaces the weights by their moving average until disposed, for samples and tests.</summary>
    public IDisposable UseEma() => new Swap(this);

    /// <summary>Releases optimizer and average. The network belongs to its learner.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        Ema?.Dispose();
    }

    private sealed class Swap : IDisposable
    {
        private readonly List<(Tensor Weight, Tensor Backup)> _backups = [];

        public Swap(TrainableModule module)
        {
            using var noGrad = no_grad();
            foreach (var (name, tensor) in module.Ema is null ? [] : module.Network.state_dict())
            {
                _backups.Add((tensor, tensor.detach().clone().DetachFromDisposeScope()));
                tensor.copy_(module.Ema!.Values[name]);
            }
        }

        public void Dispose()
        {
            using var noGrad = no_grad();
            foreach (var (weight, backup) in _backups)
            {
                weight.copy_(backup);
                backup.Dispose();
            }
        }
    }
}
