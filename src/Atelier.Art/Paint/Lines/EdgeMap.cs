using System.Numerics;
using Atelier.Art.Paint.Rendering;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Lines;

/// <summary>The thin edges of a picture: gradients of the channel that changes most, thinned to their ridges, with two limits
/// (Canny, "A computational approach to edge detection", 1986).</summary>
internal sealed class EdgeMap
{
    private const double Share = 0.09; // of the pixels whose gradient is strong
    private const float LeastStrong = 0.05f;

    /// <param name="picture">RGB.</param>
    public EdgeMap(Picture picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        var pixels = BoxBlur.Apply(StrokePainter.Pixels(picture), Width, Height, 1);
        var (gradients, lengths) = (new Vector2[pixels.Length], new float[pixels.Length]);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                Vector4 At(int dx, int dy) =>
                    pixels[(Math.Clamp(y + dy, 0, Height - 1) * Width) + Math.Clamp(x + dx, 0, Width - 1)];
                var (across, down) = ((At(1, 0) - At(-1, 0)) / 2, (At(0, 1) - At(0, -1)) / 2);
                var best = Vector2.Zero;
                for (var c = 0; c < 3; c++)
                {
                    var gradient = new Vector2(across[c], down[c]);
                    best = gradient.LengthSquared() > best.LengthSquared() ? gradient : best;
                }

                (gradients[(y * Width) + x], lengths[(y * Width) + x]) = (best, best.Length());
            }
        }

        var sorted = lengths.Order().ToArray();
        Strong = Math.Max(LeastStrong, sorted[(int)((1 - Share) * (sorted.Length - 1))]);
        Strength = Ridges(gradients, lengths);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The gradient from which a contour starts; it goes on down to 0.4 of that.</summary>
    public float Strong { get; }

    /// <summary>The gradient on ridges, 0 elsewhere; row by row.</summary>
    public float[] Strength { get; }

    private float[] Ridges(Vector2[] gradients, float[] lengths)
    {
        var ridges = new float[lengths.Length];
        for (var y = 1; y < Height - 1; y++)
        {
            for (var x = 1; x < Width - 1; x++)
            {
                var at = (y * Width) + x;
                if (lengths[at] < 0.4f * Strong)
                {
                    continue;
                }

                var way = gradients[at] / lengths[at];
                var step = ((int)MathF.Round(way.Y) * Width) + (int)MathF.Round(way.X);
                ridges[at] = lengths[at] >= lengths[at + step] && lengths[at] > lengths[at - step] ? lengths[at] : 0;
            }
        }

        return ridges;
    }
}
