namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Homographies that map points of a cut-out to points of the picture, both in [-1, 1]: 3 × 3, row-major.</summary>
internal static class Homography
{
    /// <summary>The identity.</summary>
    public static double[] Identity => [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>A square crop by its corner and size in pixels.</summary>
    public static double[] Crop(double left, double top, double size, double width, double height) =>
        [size / width, 0, (((2 * left) + size) / width) - 1, 0, size / height, (((2 * top) + size) / height) - 1, 0, 0, 1];

    /// <summary>Rotation (radians), scale and translation, after an optional flip.</summary>
    public static double[] Affine(double angle, double scale, double shiftX, double shiftY, bool mirror)
    {
        var (cos, sin) = (Math.Cos(angle) * scale, Math.Sin(angle) * scale);
        return [mirror ? -cos : cos, -sin, shiftX, mirror ? -sin : sin, cos, shiftY, 0, 0, 1];
    }

    /// <summary>Perspective: the last row.</summary>
    public static double[] Perspective(double x, double y) => [1, 0, 0, 0, 1, 0, x, y, 1];

    /// <summary>The product a · b: first b, then a.</summary>
    public static double[] Compose(double[] a, double[] b)
    {
        var product = new double[9];
        for (var i = 0; i < 9; i++)
        {
            product[i] = (a[i / 3 * 3] * b[i % 3]) + (a[(i / 3 * 3) + 1] * b[3 + (i % 3)]) + (a[(i / 3 * 3) + 2] * b[6 + (i % 3)]);
        }

        return product;
    }

    /// <summary>The pixel centres of a cut-out, x and y in [-1, 1], row by row: [s², 2].</summary>
    public static Tensor PixelCentres(int size, Device device)
    {
        using var scope = NewDisposeScope();
        var line = (arange(size, device: device).to(ScalarType.Float32) * (2.0 / size)) + ((1.0 / size) - 1);
        return scope.MoveToOuter(
            stack([line.reshape(1, size).expand(size, size), line.reshape(size, 1).expand(size, size)], 2).reshape(size * size, 2));
    }

    /// <summary>Samples x [1, c, h, w], or one picture per homography [n, c, h, w], into [n, c, size, size] in one operation.</summary>
    /// <param name="x">The picture or pictures.</param>
    /// <param name="maps">The n homographies.</param>
    /// <param name="size">Side of the cut-outs.</param>
    /// <param name="displacement">Added to the points before they are mapped, [n, size², 2]; or none.</param>
    public static Tensor Sample(Tensor x, IReadOnlyList<double[]> maps, int size, Tensor? displacement = null)
    {
        using var scope = NewDisposeScope();
        var n = maps.Count;
        var centres = PixelCentres(size, x.device).unsqueeze(0);                                         // [1, s², 2]
        centres = displacement is null ? centres : centres + displacement;                               // [n, s², 2]
        var points = cat([centres, ones([centres.size(0), size * size, 1], device: x.device)], 2);       // x, y, 1
        var h = tensor(maps.SelectMany(map => map.Select(value => (float)value)).ToArray(), [n, 3, 3]).to(x.device);
        var mapped = points.matmul(h.transpose(1, 2));                                               // [n, s², 3]
        var grid = (mapped.narrow(2, 0, 2) / mapped.narrow(2, 2, 1)).reshape(n, size, size, 2);
        return scope.MoveToOuter(
            F.grid_sample(x.expand(n, -1, -1, -1), grid, padding_mode: GridSamplePaddingMode.Reflection, align_corners: false));
    }
}
