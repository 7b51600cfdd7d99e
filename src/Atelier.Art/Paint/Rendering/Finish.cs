using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Rendering;

/// <summary>The appearance of a painted canvas: light from the upper left on the paint's thickness, and the texture of the canvas.
/// </summary>
/// <param name="Relief">Strength of the light, 0 to 1.</param>
/// <param name="Texture">Strength of the texture, 0 to 1.</param>
/// <param name="Paper">Whether the texture is paper instead of woven canvas.</param>
public sealed record Finish(double Relief, double Texture, bool Paper)
{
    private float[]? _weave; // cached for the last size
    private int _width;

    /// <summary>How washes dry; null where there is no water.</summary>
    public WetFinish? Wet { get; init; }

    /// <summary>The picture.</summary>
    public Picture Apply(Canvas canvas)
    {
        if (Wet is not null)
        {
            return Wet.Apply(canvas, Texture);
        }

        if (Relief <= 0 && Texture <= 0)
        {
            return canvas.ToPicture();
        }

        var (width, height) = (canvas.Width, canvas.Height);
        var pixels = new byte[width * height * 3];
        var weave = Weave(width, height);
        Parallel.For(0, height, y =>
        {
            var paint = canvas.Paint;
            var above = Math.Max(y - 1, 0) * width;
            for (var x = 0; x < width; x++)
            {
                var at = (y * width) + x;
                // positive where the paint is thicker than towards the light
                var slope = (2 * paint[at].W) - paint[above + x].W - paint[(y * width) + Math.Max(x - 1, 0)].W;
                var light = 1 + Math.Clamp((float)Relief * 0.55f * slope, -0.25f, 0.25f) + ((float)Texture * 0.28f * weave[at]);
                var colour = Vector4.Clamp(paint[at] * (255 * light), Vector4.Zero, new(255));
                (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) =
                    ((byte)(colour.X + 0.5f), (byte)(colour.Y + 0.5f), (byte)(colour.Z + 0.5f));
            }
        });
        return new(width, height, 3, pixels);
    }

    // linen: uneven threads over and under, scaled with the picture; about [-0.5, 0.5]
    private float[] Weave(int width, int height)
    {
        if (_weave?.Length == width * height && _width == width)
        {
            return _weave;
        }

        var weave = new float[width * height];
        var noise = new ValueNoise(77);
        var thread = Math.Max(width, height) / 512.0 * 2.6; // pixels
        Parallel.For(0, Texture > 0 ? height : 0, y =>
        {
            for (var x = 0; x < width; x++)
            {
                double u = x / thread, v = y / thread;
                var tooth = noise.Fractal(u * 0.7, v * 0.7, 3) - 0.5;
                // threads differ, and wander
                var warp = Math.Sin(Math.PI * (u + (1.3 * noise.At(v * 0.11, u * 0.5)))) * (0.4 + noise.At(u * 0.9, v * 0.12));
                var weft =
                    Math.Sin(Math.PI * (v + (1.3 * noise.At((u * 0.11) + 50, v * 0.5)))) * (0.4 + noise.At((u * 0.12) + 30, v * 0.9));
                weave[(y * width) + x] = (float)(Paper ? 0.9 * tooth : (0.55 * tooth) + (0.14 * (warp + weft)));
            }
        });
        (_weave, _width) = (weave, width);
        return weave;
    }
}
