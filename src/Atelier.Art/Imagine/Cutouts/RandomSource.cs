using System.Runtime.CompilerServices;

namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Scalar random numbers from a torch generator, in double precision, for cut-outs and their augmentations.</summary>
internal sealed class RandomSource(Generator generator)
{
    // a GPU generator is paired with a CPU generator of the same seed, so that drawing a number never waits for the GPU
    private static readonly ConditionalWeakTable<Generator, Generator> s_onCpu = [];
    private readonly Generator _random = generator.device.type == DeviceType.CPU
        ? generator
        : s_onCpu.GetValue(generator, onGpu => new((ulong)onGpu.initial_seed()));

    private double[] _drawn = [];
    private int _next;

    /// <summary>Uniform in [0, 1).</summary>
    public double Next()
    {
        if (_next == _drawn.Length)
        {
            using var scope = NewDisposeScope();
            (_drawn, _next) = (rand([256], device: _random.device, generator: _random).ToArray<double>(), 0);
        }

        return _drawn[_next++];
    }

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Next());

    /// <summary>True with this probability.</summary>
    public bool Bernoulli(double probability) => Next() < probability;
}
