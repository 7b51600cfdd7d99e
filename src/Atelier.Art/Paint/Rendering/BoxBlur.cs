using System.Numerics;

namespace Atelier.Art.Paint.Rendering;

/// <summary>Blurs pixels by two box filters in each direction, which approximates a Gaussian.</summary>
internal static class BoxBlur
{
    /// <summary>The blurred pixels, [height, width]; borders are replicated.</summary>
    /// <param name="pixels">[height, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="radius">Pixels on either side of the centre; 0 changes nothing.</param>
    public static Vector4[] Apply(Vector4[] pixels, int width, int height, int radius)
    {
        var (from, to) = (pixels.ToArray(), new Vector4[pixels.Length]);
        for (var round = 0; round < 2; round++)
        {
            Filter(from, to, height, width, width, 1, radius);
            Filter(to, from, width, height, 1, width, radius);
        }

        return from;
    }

    private static void Filter(Vector4[] from, Vector4[] to, int lines, int length, int next, int step, int radius) =>
        Parallel.For(0, lines, line =>
        {
            var start = line * next;
            Vector4 At(int i) => from[start + (Math.Clamp(i, 0, length - 1) * step)];
            var sum = Vector4.Zero;
            for (var i = -radius; i <= radius; i++)
            {
                sum += At(i);
            }

            for (var i = 0; i < length; i++)
            {
                to[start + (i * step)] = sum / ((2 * radius) + 1);
                sum += At(i + radius + 1) - At(i - radius);
            }
        });
}
