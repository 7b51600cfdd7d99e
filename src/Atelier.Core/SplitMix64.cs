namespace Atelier.Core;

/// <summary>The SplitMix64 generator, seeded by (seed, sample), so that sample k does not depend on the order of drawing. It is stable
/// between versions of .NET, unlike <see cref="Random"/>.</summary>
public sealed class SplitMix64(ulong seed, long sample)
{
    private ulong _state = (seed * 0x9E3779B97F4A7C15) ^ ((ulong)sample * 0xD1B54A32D192ED03) ^ 0x8BB84B93962EACC9;

    /// <summary>Uniform in [0, 1).</summary>
    public float Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 40) / (float)(1 << 24);
    }

    /// <summary>Uniform in [low, high).</summary>
    public float Next(float low, float high) => low + ((high - low) * Next());

    /// <summary>True with this probability.</summary>
    public bool Bernoulli(float probability) => Next() < probability;

    /// <summary>A uniform integer in [0, count).</summary>
    public int Below(int count) => (int)(Next() * count);

    /// <summary>A uniform choice.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>All items in their order, from a uniform choice on and around to it.</summary>
    public IEnumerable<T> Around<T>(IReadOnlyList<T> items)
    {
        var first = Below(items.Count);
        return Enumerable.Range(0, items.Count).Select(i => items[(first + i) % items.Count]);
    }
}
