namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Smooth random displacements of n cut-outs of side s, [n, s², 2] (x, y), in the coordinates of [-1, 1].</summary>
internal static class Displacement
{
    private const int Coarse = 6; // nodes a side of the elastic field

    // what a thin plate is held by: the corners and the middle
    private static readonly double[] Pins = [-1, -1, 1, -1, -1, 1, 1, 1, 0, 0];

    /// <summary>Elastic: the nodes of a coarse grid move by chance, what lies between follows smoothly (Simard et al., 2003, with an
    /// interpolated field instead of a blurred one).</summary>
    /// <param name="n">Cut-outs.</param>
    /// <param name="size">Their side s.</param>
    /// <param name="strength">How far a node moves at most, in each direction.</param>
    /// <param name="random">Where chance comes from, and the device.</param>
    public static Tensor Elastic(int n, int size, double strength, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            F.interpolate(
                Moves([n, 2, Coarse, Coarse], strength, random), [size, size], mode: InterpolationMode.Bicubic, align_corners: false)
                .flatten(2)
                .transpose(1, 2));
    }

    /// <summary>Thin-plate spline: five pins move by chance, the plate between them bends as little as it can (Bookstein, 1989).</summary>
    /// <inheritdoc cref="Elastic"/>
    public static Tensor ThinPlate(int n, int size, double strength, Generator random)
    {
        using var scope = NewDisposeScope();
        var influence = Influence(Homography.Places(size, CPU)).to(ScalarType.Float32).to(random.device); // [s², 5]
        return scope.MoveToOuter(influence.matmul(Moves([n, Pins.Length / 2, 2], strength, random)));
    }

    /// <summary>How much of each pin's move each place [m, 2] makes, f64 [m, 5].</summary>
    internal static Tensor Influence(Tensor places)
    {
        using var scope = NewDisposeScope();
        var pins = tensor(Pins, [Pins.Length / 2, 2]);                                            // [5, 2]
        var side = Features(pins, pins);                                                              // [5, 8]
        var straight = side.narrow(1, Pins.Length / 2, 3).transpose(0, 1);                            // [3, 5]
        var system = cat([side, cat([straight, zeros([3, 3], dtype: ScalarType.Float64)], 1)], 0); // [8, 8]
        return scope.MoveToOuter(Features(places.to(ScalarType.Float64), pins).matmul(linalg.inv(system).narrow(1, 0, Pins.Length / 2)));
    }

    // r² log r² to each pin, then 1, x, y: [m, 8]
    private static Tensor Features(Tensor places, Tensor pins)
    {
        var squared = (places.unsqueeze(1) - pins.unsqueeze(0)).square().sum([2]); // [m, 5]
        return cat([squared * (squared + 1e-30).log(), ones_like(places).narrow(1, 0, 1), places], 1);
    }

    private static Tensor Moves(long[] shape, double strength, Generator random) =>
        ((rand(shape, device: random.device, generator: random) * 2) - 1) * strength;
}
