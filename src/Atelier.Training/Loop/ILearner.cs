using Atelier.Torch.Distributed;
using Atelier.Training.Data;

namespace Atelier.Training.Loop;

/// <summary>What differs from one trained model to another: its networks, its losses, its samples.</summary>
public interface ILearner : IDisposable
{
    /// <summary>The networks, in the order in which they move.</summary>
    IReadOnlyList<Player> Players { get; }

    /// <summary>Rounds of a step, each with a batch of its own.</summary>
    int Rounds => 1;

    /// <summary>What must be saved besides the players, by name.</summary>
    IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>();

    /// <summary>How often each of many values occurs, by name: histograms of the log.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<double>> Counts => new Dictionary<string, IReadOnlyList<double>>();

    /// <summary>What a player is to make small, a scalar.</summary>
    /// <param name="player">Whose turn it is.</param>
    /// <param name="batch">The pictures.</param>
    /// <param name="turn">When, with whom, with what chance, and where figures go.</param>
    Tensor Loss(Player player, PictureBatch batch, Turn turn);

    /// <summary>After all players of a step have moved.</summary>
    void Moved(Turn turn)
    {
    }

    /// <summary>Pictures that show how far it is [n, c, h, w] in [0, 1].</summary>
    /// <param name="shown">The first held-out pictures.</param>
    /// <param name="random">The same at every call.</param>
    Tensor Sample(PictureBatch shown, Generator random);

    /// <summary>Figures on held-out pictures, by name.</summary>
    IReadOnlyDictionary<string, double> Test(IEnumerable<PictureBatch> held) => new Dictionary<string, double>();

    /// <summary>Writes what a model folder needs besides the weights.</summary>
    void Describe(string folder);
}

/// <summary>A turn of a player.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Total">Steps planned.</param>
/// <param name="Part">The part of the accumulated batch.</param>
/// <param name="Group">The processes that share the batch.</param>
/// <param name="Random">Where chance comes from; its state is part of a checkpoint.</param>
/// <param name="Figures">Where figures go.</param>
public sealed record Turn(long Step, long Total, int Part, IProcessGroup Group, Generator Random, Figures Figures);

/// <summary>Gathers figures and gives their means.</summary>
public sealed class Figures
{
    private readonly Dictionary<string, (double Sum, int Count)> _sums = [];

    /// <summary>Adds one value of a figure.</summary>
    public double this[string name]
    {
        set
        {
            var (sum, count) = _sums.GetValueOrDefault(name);
            _sums[name] = (sum + value, count + 1);
        }
    }

    /// <summary>The means since the last call.</summary>
    public Dictionary<string, double> Take()
    {
        var means = _sums.ToDictionary(pair => pair.Key, pair => pair.Value.Sum / pair.Value.Count);
        _sums.Clear();
        return means;
    }
}
