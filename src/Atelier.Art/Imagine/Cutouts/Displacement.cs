namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Smooth random displacement fields of n cut-outs of side s, [n, s², 2] (x, y), in coordinates [-1, 1].</summary>
internal static class Displacement
{
    private const int CoarseSide = 6; // nodes per side of the elastic field

    // control points of the thin-plate spline: the corners and the centre
    private static readonly double[] ControlPoints = [-1, -1, 1, -1, -1, 1, 1, 1, 0, 0];

    /// <summary>Elastic distortion: the nodes of a coarse grid move at random, with bicubic interpolation between them (Simard et al.,
    /// 2003, blur a dense random field instead).</summary>
    /// <param name="n">Cut-outs.</param>
    /// <param name="size">Their side s.</param>
    /// <param name="strength">The largest move of a node along each axis.</param>
    /// <param name="random">The random generator; the field is on its device.</param>
    public static Tensor Elastic(int n, int size, double strength, Generator random)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            F.interpolate(
                RandomMoves([n, 2, CoarseSide, CoarseSide], strength, random),
                [size, size],
                mode: InterpolationMode.Bicubic,
                align_corners: false)
                .flatten(2)
                .transpose(1, 2));
    }

    /// <summary>Thin-plate spline: five control points move at random, and the plate between them bends as little as possible (Bookstein,
    /// 1989).</summary>
    /// <inheritdoc cref="Elastic"/>
    public static Tensor ThinPlate(int n, int size, double strength, Generator random)
    {
        using var scope = NewDisposeScope();
        var influence = Influence(Homography.PixelCentres(size, CPU)).to(ScalarType.Float32).to(random.device); // [s², 5]
        return scope.MoveToOuter(influence.matmul(RandomMoves([n, ControlPoints.Length / 2, 2], strength, random)));
    }

    /// <summary>The weight of each control point's move at each point [m, 2], f64 [m, 5].</summary>
    internal static Tensor Influence(Tensor points)
    {
        using var scope = NewDisposeScope();
        var controls = tensor(ControlPoints, [ControlPoints.Length / 2, 2]);                                            // [5, 2]
        var kernel = Features(controls, controls);                                                              // [5, 8]
        var affine = kernel.narrow(1, ControlPoints.Length / 2, 3).transpose(0, 1);                            // [3, 5]
        var system = cat([kernel, cat([affine, zeros([3, 3], dtype: ScalarType.Float64)], 1)], 0); // [8, 8]
        var weights = linalg.inv(system).narrow(1, 0, ControlPoints.Length / 2);                    // [8, 5]
        return scope.MoveToOuter(Features(points.to(ScalarType.Float64), controls).matmul(weights));
    }

    // r² log r² to each control point, then 1, x, y: [m, 8]
    private static Tensor Features(Tensor points, Tensor controls)
    {
        var squared = (points.unsqueeze(1) - controls.unsqueeze(0)).square().sum([2]); // [m, 5]
        return cat([squared * (squared + 1e-30).log(), ones_like(points).narrow(1, 0, 1), points], 1);
    }

    private static Tensor RandomMoves(long[] shape, double strength, Generator random) =>
        ((rand(shape, device: random.device, generator: random) * 2) - 1) * strength;
}
