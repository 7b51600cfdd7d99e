using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Plane maps of cut-outs, from places in the cut-out to places in the picture, both in [-1, 1]: 3 × 3, row by row.</summary>
internal static class Homography
{
    /// <summary>No change.</summary>
    public static double[] Identity => [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>The square of this size (in pixels) at this corner of a picture.</summary>
    public static double[] Crop(double left, double top, double size, double width, double height) =>
        [size / width, 0, (((2 * left) + size) / width) - 1, 0, size / height, (((2 * top) + size) / height) - 1, 0, 0, 1];

    /// <summary>Turned by an angle (radians), scaled and moved.</summary>
    public static double[] Affine(double angle, double scale, double shiftX, double shiftY, bool mirror)
    {
        var (cos, sin) = (Math.Cos(angle) * scale, Math.Sin(angle) * scale);
        return [mirror ? -cos : cos, -sin, shiftX, mirror ? -sin : sin, cos, shiftY, 0, 0, 1];
    }

    /// <summary>Tilted: the last row.</summary>
    public static double[] Tilt(double x, double y) => [1, 0, 0, 0, 1, 0, x, y, 1];

    /// <summary>First b, then a.</summary>
    public static double[] Compose(double[] a, double[] b)
    {
        var product = new double[9];
        for (var i = 0; i < 9; i++)
        {
            product[i] = (a[i / 3 * 3] * b[i % 3]) + (a[(i / 3 * 3) + 1] * b[3 + (i % 3)]) + (a[(i / 3 * 3) + 2] * b[6 + (i % 3)]);
        }

        return product;
    }

    /// <summary>Samples x [1, c, h, w] through n maps into [n, c, size, size], all in one operation.</summary>
    public static Tensor Sample(Tensor x, IReadOnlyList<double[]> maps, int size)
    {
        using var scope = TensorScope.Enter();
        var n = maps.Count;
        var line = (Tensor.Range(size, x.Device).To(DType.Float32) * (2.0 / size)) + ((1.0 / size) - 1);                 // pixel centres
        var places = Tensor.Stack(2, line.Reshape(1, size).Expand(size, size), line.Reshape(size, 1).Expand(size, size), Tensor.Ones([size, size], x.Device))
            .Reshape(size * size, 3);                                                                            // [s², 3]: x, y, 1
        var h = Tensor.From(maps.SelectMany(map => map.Select(value => (float)value)).ToArray(), n, 3, 3).To(x.Device);
        var mapped = Functional.MatMul(places, h.Transpose(1, 2));                                               // [n, s², 3]
        var grid = (mapped.Narrow(2, 0, 2) / mapped.Narrow(2, 2, 1)).Reshape(n, size, size, 2);
        return scope.Keep(Functional.GridSample(x.Expand(n, -1, -1, -1), grid, "reflection"));
    }
}
