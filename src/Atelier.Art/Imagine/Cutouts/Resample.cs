namespace Atelier.Art.Imagine.Cutouts;

/// <summary>Differentiable resizing as in VQGAN-CLIP (Crowson's <c>resample</c>): a Lanczos-2 low-pass filter along each axis that
/// shrinks, then bicubic interpolation with aligned corners.</summary>
public static class Resample
{
    /// <summary>x [n, c, h, w] to [n, c, height, width].</summary>
    public static Tensor Apply(Tensor x, long height, long width)
    {
        using var scope = NewDisposeScope();
        var (n, c, h, w) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var y = x.reshape(n * c, 1, h, w);
        if (height < h)
        {
            var kernel = Kernel((double)height / h);
            var pad = (kernel.Length - 1) / 2;
            y = F.conv2d(
                F.pad(y, [0, 0, pad, pad], mode: PaddingModes.Reflect), tensor(kernel, [1, 1, kernel.Length, 1]).to(x.device), null);
        }

        if (width < w)
        {
            var kernel = Kernel((double)width / w);
            var pad = (kernel.Length - 1) / 2;
            y = F.conv2d(
                F.pad(y, [pad, pad, 0, 0], mode: PaddingModes.Reflect), tensor(kernel, [1, 1, 1, kernel.Length]).to(x.device), null);
        }

        return scope.MoveToOuter(
            F.interpolate(y.reshape(n, c, h, w), [height, width], mode: InterpolationMode.Bicubic, align_corners: true));
    }

    /// <summary>The Lanczos-2 kernel for downsampling by this ratio, below 1. Its values sum to 1.</summary>
    public static float[] Kernel(double ratio)
    {
        const int Lobes = 2;
        var half = new float[(int)Math.Ceiling((Lobes / ratio) + 1)];
        for (var i = 1; i < half.Length; i++)
        {
            half[i] = (float)(half[i - 1] + ratio);
        }

        double[] at = [.. half[1..].Reverse().Select(x => -(double)x).Concat(half.Select(x => (double)x))];
        double[] values = [.. at[1..^1].Select(x => Math.Abs(x) < Lobes ? Sinc(x) * Sinc(x / Lobes) : 0)];
        return [.. values.Select(value => (float)(value / values.Sum()))];
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
