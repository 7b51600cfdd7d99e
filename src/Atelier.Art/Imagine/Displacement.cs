using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Smooth random displacements of n cut-outs of side s, [n, s², 2] (x, y), in the coordinates of [-1, 1].</summary>
internal static class Displacement
{
    private const int Coarse = 6; // nodes a side of the elastic field

    // what a thin plate is held by: the corners and the middle
    private static readonly double[] Pins = [-1, -1, 1, -1, -1, 1, 1, 1, 0, 0];

    /// <summary>Elastic: the nodes of a coarse grid move by chance, what lies between follows smoothly (Simard et al., 2003, with an interpolated field
    /// instead of a blurred one).</summary>
    /// <param name="n">Cut-outs.</param>
    /// <param name="size">Their side s.</param>
    /// <param name="strength">How far a node moves at most, in each direction.</param>
    /// <param name="random">Where chance comes from, and the device.</param>
    public static Tensor Elastic(int n, int size, double strength, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Functional.ResizeBicubic(Moves([n, 2, Coarse, Coarse], strength, random), size, size).Flatten(2).Transpose(1, 2));
    }

    /// <summary>Thin-plate spline: five pins move by chance, the plate between them bends as little as it can (Bookstein, 1989).</summary>
    /// <inheritdoc cref="Elastic"/>
    public static Tensor ThinPlate(int n, int size, double strength, RandomGenerator random)
    {
        using var scope = TensorScope.Enter();
        var influence = Influence(Homography.Places(size, Device.Cpu)).To(DType.Float32).To(random.Device); // [s², 5]
        return scope.Keep(Functional.MatMul(influence, Moves([n, Pins.Length / 2, 2], strength, random)));
    }

    /// <summary>How much of each pin's move each place [m, 2] makes, f64 [m, 5].</summary>
    internal static Tensor Influence(Tensor places)
    {
        using var scope = TensorScope.Enter();
        var pins = Tensor.From(Pins, Pins.Length / 2, 2);                                            // [5, 2]
        var side = Features(pins, pins);                                                              // [5, 8]
        var straight = side.Narrow(1, Pins.Length / 2, 3).Transpose(0, 1);                            // [3, 5]
        var system = Tensor.Concat(0, side, Tensor.Concat(1, straight, Tensor.Zeros([3, 3], DType.Float64))); // [8, 8]
        return scope.Keep(Functional.MatMul(Features(places.To(DType.Float64), pins), system.Inverse().Narrow(1, 0, Pins.Length / 2)));
    }

    // r² log r² to each pin, then 1, x, y: [m, 8]
    private static Tensor Features(Tensor places, Tensor pins)
    {
        var squared = (places.Unsqueeze(1) - pins.Unsqueeze(0)).Square().Sum([2]); // [m, 5]
        return Tensor.Concat(1, squared * (squared + 1e-30).Log(), places.OnesLike().Narrow(1, 0, 1), places);
    }

    private static Tensor Moves(long[] shape, double strength, RandomGenerator random) => ((Tensor.Rand(shape, random) * 2) - 1) * strength;
}
