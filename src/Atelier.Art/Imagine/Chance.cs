using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Numbers drawn one at a time from a generator, in double precision: what cut-outs and augmentations need.</summary>
internal sealed class Chance(RandomGenerator generator)
{
    private readonly RandomGenerator _random = generator.OnCpu;
    private double[] _drawn = [];
    private int _next;

    /// <summary>Uniform in [0, 1).</summary>
    public double Next()
    {
        if (_next == _drawn.Length)
        {
            using var scope = TensorScope.Enter();
            (_drawn, _next) = (Tensor.Rand([256], _random).ToArray<double>(), 0);
        }

        return _drawn[_next++];
    }

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Next());

    /// <summary>True this often.</summary>
    public bool Happens(double share) => Next() < share;
}
