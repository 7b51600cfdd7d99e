using System.Runtime.CompilerServices;

namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Numbers drawn one at a time from a generator, in double precision: what cut-outs and augmentations need.</summary>
internal sealed class Chance(Generator generator)
{
    // a GPU's generator has one of the same seed on the CPU, so that nothing waits for the GPU
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
    public double Between(double low, double high) => low + ((high - low) * Next());

    /// <summary>True this often.</summary>
    public bool Happens(double share) => Next() < share;
}
