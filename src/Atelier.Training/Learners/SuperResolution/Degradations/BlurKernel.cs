namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>The blur kernels of Real-ESRGAN (Wang et al., 2021, section 3): isotropic and anisotropic Gaussian, generalized Gaussian and
/// plateau-shaped kernels, and sinc filters, which cause ringing. Each is <see cref="Side"/> × <see cref="Side"/>, row-major, and sums to
/// 1; smaller ones are padded with zeros.</summary>
internal static class BlurKernel
{
    /// <summary>Side of every kernel.</summary>
    public const int Side = 21;

    private const int Radius = Side / 2;
    private const int BesselPoints = 128;

    /// <summary>exp(-½ qᵖ), where q is the squared Mahalanobis distance; p = 1 is Gaussian (Liu et al., 2020).</summary>
    /// <param name="size">Odd side of the part that is not 0.</param>
    /// <param name="sigmaX">Standard deviation along its axis, in pixels.</param>
    /// <param name="sigmaY">Standard deviation across its axis.</param>
    /// <param name="angle">Angle of the axis, in radians.</param>
    /// <param name="power">The exponent p.</param>
    public static float[] Gaussian(int size, double sigmaX, double sigmaY, double angle, double power = 1) =>
        Draw(size, (x, y) => Math.Exp(-0.5 * Math.Pow(DistanceSquared(x, y, sigmaX, sigmaY, angle), power)));

    /// <summary>1 / (1 + qᵖ): plateau-shaped (Liu et al., 2020). The parameters are those of <see cref="Gaussian"/>.</summary>
    public static float[] Plateau(int size, double sigmaX, double sigmaY, double angle, double power) =>
        Draw(size, (x, y) => 1 / (1 + Math.Pow(DistanceSquared(x, y, sigmaX, sigmaY, angle), power)));

    /// <summary>The isotropic ideal low-pass filter, ω J₁(ω r) / (2π r) with ω in radians per pixel.</summary>
    public static float[] Sinc(int size, double cutoff) =>
        Draw(size, (x, y) => Math.Sqrt((x * x) + (y * y)) is var r && r == 0
            ? cutoff * cutoff / (4 * Math.PI)
            : cutoff * Bessel(cutoff * r) / (2 * Math.PI * r));

    /// <summary>The identity.</summary>
    public static float[] Identity { get; } = Draw(1, (_, _) => 1);

    private static double DistanceSquared(double x, double y, double sigmaX, double sigmaY, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (u, v) = (((x * cos) + (y * sin)) / sigmaX, ((y * cos) - (x * sin)) / sigmaY);
        return (u * u) + (v * v);
    }

    private static float[] Draw(int size, Func<double, double, double> height)
    {
        var (values, reach) = (new double[Side * Side], size / 2);
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
            {
                values[((y + Radius) * Side) + x + Radius] = height(x, y);
            }
        }

        var sum = values.Sum();
        return [.. values.Select(value => (float)(value / sum))];
    }

    // J₁ by the trapezoidal rule over a full period, which is exact to rounding if x is well below the number of points
    private static double Bessel(double x) => Enumerable.Range(0, BesselPoints)
        .Sum(i => 2 * Math.PI * i / BesselPoints is var t ? Math.Cos(t - (x * Math.Sin(t))) : 0) / BesselPoints;
}
