namespace Atelier.Training.Learners.SuperResolution.Degradations;

/// <summary>The blur kernels of Real-ESRGAN (Wang et al., 2021, section 3): Gaussians, flatter and sharper than Gaussian,
/// round or stretched, and sinc filters, which ring. Each is <see cref="Side"/> × <see cref="Side"/>, row by row, and sums to
/// 1; smaller ones have a rim of zeros.</summary>
internal static class BlurKernel
{
    /// <summary>Side of every kernel.</summary>
    public const int Side = 21;

    private const int Radius = Side / 2;
    private const int BesselPoints = 128;

    /// <summary>exp(-½ qᵖ), q the squared distance in units of the deviations; p = 1 is Gaussian (Liu et al., 2020).</summary>
    /// <param name="size">Odd side within which it is not 0.</param>
    /// <param name="along">Deviation along its axis, in pixels.</param>
    /// <param name="across">Deviation across.</param>
    /// <param name="angle">Of the axis, in radians.</param>
    /// <param name="power">p.</param>
    public static float[] Gaussian(int size, double along, double across, double angle, double power = 1) =>
        Draw(size, (x, y) => Math.Exp(-0.5 * Math.Pow(Stretched(x, y, along, across, angle), power)));

    /// <summary>1 / (1 + qᵖ): a plateau with slopes (Liu et al., 2020). Parameters as of <see cref="Gaussian"/>.</summary>
    public static float[] Plateau(int size, double along, double across, double angle, double power) =>
        Draw(size, (x, y) => 1 / (1 + Math.Pow(Stretched(x, y, along, across, angle), power)));

    /// <summary>The round low-pass filter that cuts sharply at a frequency, in radians per pixel: ω J₁(ω r) / (2π r).</summary>
    public static float[] Sinc(int size, double cutoff) =>
        Draw(size, (x, y) => Math.Sqrt((x * x) + (y * y)) is var r && r == 0
            ? cutoff * cutoff / (4 * Math.PI)
            : cutoff * Bessel(cutoff * r) / (2 * Math.PI * r));

    /// <summary>The kernel that changes nothing.</summary>
    public static float[] None { get; } = Draw(1, (_, _) => 1);

    private static double Stretched(double x, double y, double along, double across, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (u, v) = (((x * cos) + (y * sin)) / along, ((y * cos) - (x * sin)) / across);
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

    // J₁ from its integral over a whole turn, where the trapezium rule is exact to rounding for arguments well below the number of points
    private static double Bessel(double x) => Enumerable.Range(0, BesselPoints)
        .Sum(i => 2 * Math.PI * i / BesselPoints is var t ? Math.Cos(t - (x * Math.Sin(t))) : 0) / BesselPoints;
}
