namespace Atelier.Training.Loop;

/// <summary>Collects metrics and returns their means.</summary>
public sealed class Metrics
{
    private readonly Dictionary<string, (double Sum, int Count)> _sums = [];

    /// <summary>Adds one value of a metric.</summary>
    public double this[string name]
    {
        set
        {
            var (sum, count) = _sums.GetValueOrDefault(name);
            _sums[name] = (sum + value, count + 1);
        }
    }

    /// <summary>Returns the means since the last call and starts over.</summary>
    public Dictionary<string, double> TakeMeans()
    {
        var means = _sums.ToDictionary(pair => pair.Key, pair => pair.Value.Sum / pair.Value.Count);
        _sums.Clear();
        return means;
    }
}
