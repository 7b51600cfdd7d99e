namespace Atelier.Art.Paint.Brushes;

/// <summary>Value noise on a lattice: a smooth random function, for bristles, paper and pigment.</summary>
/// <param name="seed">Seed of the function.</param>
public sealed class ValueNoise(uint seed)
{
    /// <summary>The value at a point, in [0, 1]; lattice points are 1 apart.</summary>
    public float At(double x, double y)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (u, v) = (Smooth(x - left), Smooth(y - top));
        var (i, j) = ((int)left, (int)top);
        var above = Lattice(i, j) + ((Lattice(i + 1, j) - Lattice(i, j)) * u);
        var below = Lattice(i, j + 1) + ((Lattice(i + 1, j + 1) - Lattice(i, j + 1)) * u);
        return (float)(above + ((below - above) * v));
    }

    /// <summary>Fractal noise in [0, 1]: each octave has twice the frequency and half the amplitude.</summary>
    public float Fractal(double x, double y, int octaves)
    {
        double sum = 0, weights = 0, weight = 1;
        for (var i = 0; i < octaves; i++, weight /= 2, x = (x * 2) + 17.3, y = (y * 2) + 5.1)
        {
            sum += weight * At(x, y);
            weights += weight;
        }

        return (float)(sum / weights);
    }

    private static double Smooth(double t) => t * t * (3 - (2 * t));

    private double Lattice(int x, int y)
    {
        var h = seed + ((uint)x * 0x9E3779B1u) + ((uint)y * 0x85EBCA77u);
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return (h ^ (h >> 15)) / (double)uint.MaxValue;
    }
}
