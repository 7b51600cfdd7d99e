namespace Atelier.Art.Imagine.Generators.Curves;

/// <summary>Distances from cubic Bézier curves, axis by axis as polynomials of the parameter t. n curves, m pixels; lengths are fractions
/// of the picture's longer side.</summary>
internal static class CurveDistance
{
    /// <summary>Control points of a curve.</summary>
    public const int Points = 4;

    private const int Samples = 12;    // places on each curve that are compared to find the nearest
    private const int Refinements = 2; // steps of Gauss and Newton's from there

    /// <summary>The distance of each pixel from the nearest point of each curve. That point is found without gradient: by the envelope
    /// theorem, the distance's gradient to the control points is the one with the nearest point's parameter held fast.</summary>
    /// <param name="controls">[b, n, 4, 2].</param>
    /// <param name="pixels">[m, 2].</param>
    /// <returns>[b, n, m].</returns>
    public static Tensor Distance(Tensor controls, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var (px, py) = (pixels.select(1, 0), pixels.select(1, 1));                                // [m]
        var (x, y) = (Coefficients(controls, 0), Coefficients(controls, 1));
        Tensor t;
        using (no_grad())
        {
            t = Nearest(controls.detach(), pixels);
            for (var i = 0; i < Refinements; i++)
            {
                using var inner = NewDisposeScope();
                var (vx, vy) = (Speed(x, t), Speed(y, t));
                var step = (((At(x, t) - px) * vx) + ((At(y, t) - py) * vy)) / ((vx * vx) + (vy * vy) + 1e-9);
                t = inner.MoveToOuter((t - step.clamp_(-0.5 / Samples, 0.5 / Samples)).clamp_(0, 1));
            }
        }

        return scope.MoveToOuter(((At(x, t) - px).square() + (At(y, t) - py).square() + 1e-8).sqrt());
    }

    // the nearest of some points of each curve, as parameter
    private static Tensor Nearest(Tensor controls, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var (b, n, m) = (controls.size(0), controls.size(1), pixels.size(0));
        var ts = linspace(0, 1, Samples, device: controls.device).expand(b, n, Samples);
        var samples = stack([At(Coefficients(controls, 0), ts), At(Coefficients(controls, 1), ts)], -1).reshape(b * n * Samples, 2);
        // |s|² - 2 s·p: the pixel's own length does not matter
        var apart = addmm(samples.square().sum([1], keepdim: true), samples, pixels.t(), beta: 1, alpha: -2);
        return scope.MoveToOuter(apart.reshape(b, n, Samples, m).argmin(2).to(ScalarType.Float32) / (Samples - 1));
    }

    // of 1, t, t² and t³ for an axis, [b, n, 1] each
    private static Tensor[] Coefficients(Tensor controls, long axis)
    {
        Tensor[] p = [.. Enumerable.Range(0, Points).Select(i => controls.select(3, axis).narrow(2, i, 1))];
        return [p[0], (p[1] - p[0]) * 3, (p[0] - (p[1] * 2) + p[2]) * 3, p[3] - p[0] + ((p[1] - p[2]) * 3)];
    }

    private static Tensor At(Tensor[] c, Tensor t)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((((((c[3] * t) + c[2]) * t) + c[1]) * t) + c[0]);
    }

    private static Tensor Speed(Tensor[] c, Tensor t)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((((c[3] * 3 * t) + (c[2] * 2)) * t) + c[1]);
    }
}
