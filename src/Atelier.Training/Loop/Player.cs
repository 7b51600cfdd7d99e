using Atelier.Torch.Distributed;
using Atelier.Torch.Optimisation;

namespace Atelier.Training.Loop;

/// <summary>A network that learns, with its optimiser and, where it has one, its moving average. A
/// VQ-VAE has one player, a GAN has two.</summary>
public sealed class Player : IDisposable
{
    private readonly OptimiserOptions _options;
    private readonly Parameter[] _trained;

    /// <summary>A player of a network.</summary>
    /// <param name="name">What logs and checkpoints call it.</param>
    /// <param name="network">The network, on its device.</param>
    /// <param name="options">How it changes.</param>
    /// <param name="average">Decay of its moving average; 0 for none.</param>
    /// <param name="round">The round of a step in which it plays; null for every one.</param>
    public Player(string name, Module network, OptimiserOptions options, double average = 0, int? round = null)
    {
        (Name, Network, _options, Round) = (name, network, options, round);
        var trained = network.named_parameters().Where(named => named.parameter.requires_grad).ToList();
        _trained = [.. trained.Select(named => named.parameter)];
        Optimizer = options.Create(trained);
        Average = average > 0 ? new(network, average) : null;
    }

    /// <summary>What logs and checkpoints call it.</summary>
    public string Name { get; }

    /// <summary>The network.</summary>
    public Module Network { get; }

    /// <summary>Changes it.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Its moving average, or null.</summary>
    public ExponentialMovingAverage? Average { get; }

    /// <summary>The round of a step in which it plays; null for every one.</summary>
    public int? Round { get; }

    /// <summary>What is kept of it in the end: the average, or the weights themselves.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Final => Average?.Values ?? Network.state_dict();

    /// <summary>Whether gradients are gathered for it: only while it plays.</summary>
    public void Listen(bool on)
    {
        foreach (var parameter in _trained)
        {
            parameter.grad = null;
            parameter.requires_grad_(on);
        }
    }

    /// <summary>One step along the gradients gathered.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="total">Steps planned.</param>
    /// <param name="clip">The longest the gradient may be; 0 for any length.</param>
    /// <param name="group">The processes whose gradients are averaged.</param>
    /// <returns>How long the gradient was; 0 where it was not measured.</returns>
    public double Move(long step, long total, double clip, IProcessGroup group)
    {
        Optimizer.LearningRate = _options.RateAt(step, total);
        using (NewDisposeScope())
        {
            group.AllReduceMean([.. _trained.Select(parameter => parameter.grad).OfType<Tensor>()]);
        }

        var length = clip > 0 ? GradientClipping.ByNorm(_trained, clip) : 0;
        Optimizer.Step();
        Average?.Update(Optimizer.Steps);
        return length;
    }

    /// <summary>Puts the average in the network's place until disposed: for samples and tests.</summary>
    public IDisposable UseAverage() => new Swap(this);

    /// <summary>Releases optimiser and average; the network belongs to its learner.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
    }

    private sealed class Swap : IDisposable
    {
        private readonly List<(Tensor Place, Tensor Own)> _kept = [];

        public Swap(Player player)
        {
            using var pause = no_grad();
            foreach (var (name, tensor) in player.Average is null ? [] : player.Network.state_dict())
            {
                _kept.Add((tensor, tensor.detach().clone().DetachFromDisposeScope()));
                tensor.copy_(player.Average!.Values[name]);
            }
        }

        public void Dispose()
        {
            using var pause = no_grad();
            foreach (var (place, own) in _kept)
            {
                place.copy_(own);
                own.Dispose();
            }
        }
    }
}
