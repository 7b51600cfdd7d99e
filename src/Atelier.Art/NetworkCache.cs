using Atelier.Art.Imagine;
using Atelier.Torch.Process;

namespace Atelier.Art;

/// <summary>Networks that stay loaded from one run to the next, as long as the memory allows: those that were used longest ago go first.
/// They are the cache's own. One run at a time uses it.</summary>
public sealed class NetworkCache : IDisposable
{
    private readonly List<(string Key, IDisposable Networks)> _loaded = []; // what was used last is last

    /// <summary>How many sets of networks are loaded.</summary>
    public int Count => _loaded.Count;

    /// <summary>Disposes all networks.</summary>
    public void Clear()
    {
        _loaded.ForEach(one => one.Networks.Dispose());
        _loaded.Clear();
        HeapMemory.Trim();
    }

    /// <summary>Disposes all networks.</summary>
    public void Dispose() => Clear();

    /// <summary>Whether the networks of a key are loaded.</summary>
    internal bool Has(string key) => _loaded.Exists(one => one.Key == key);

    /// <summary>Disposes networks of other keys until there is room.</summary>
    /// <param name="key">Whose networks stay.</param>
    /// <param name="bytes">The free bytes that are needed; null on a GPU, whose free memory nobody tells: all others go then.</param>
    internal void MakeRoom(string key, double? bytes)
    {
        while (_loaded.FindIndex(one => one.Key != key) is >= 0 and var oldest && !(MemoryEstimate.Free() >= bytes))
        {
            _loaded[oldest].Networks.Dispose();
            _loaded.RemoveAt(oldest);
            HeapMemory.Trim();
        }
    }

    /// <summary>The networks of a key; they are loaded if they are not yet.</summary>
    /// <typeparam name="T">What they are loaded as.</typeparam>
    /// <param name="key">It names all that decides what is loaded, files by their <see cref="FileStamp"/>.</param>
    /// <param name="bytes">The free bytes that loading and using them takes; null on a GPU.</param>
    /// <param name="load">Loads them. What it loads must be in no dispose scope.</param>
    internal T Get<T>(string key, double? bytes, Func<T> load)
        where T : class, IDisposable
    {
        var at = _loaded.FindIndex(one => one.Key == key);
        if (at >= 0)
        {
            var found = _loaded[at];
            _loaded.RemoveAt(at);
            _loaded.Add(found);
            return (T)found.Networks;
        }

        MakeRoom(key, bytes);
        var networks = load();
        _loaded.Add((key, networks));
        return networks;
    }
}
