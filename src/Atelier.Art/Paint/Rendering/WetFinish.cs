using System.Numerics;
using Atelier.Art.Paint.Brushes;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Rendering;

/// <summary>How a wash dries on paper. Water carries pigment to the edge of a wash, which dries darkest; pigment gathers in the hollows of
/// the paper; density drifts where the wash was uneven; edges wander with the paper, and blur where it was still wet. Density d changes a
/// transmittance C to C - (C - C²)(d - 1), so that neither bare paper nor solid dark changes (Bousseau et al., "Interactive watercolor
/// rendering with temporal coherence and abstraction", 2006; the effects are those of Curtis et al., 1997).</summary>
/// <param name="Edge">Strength of the darker edges, 0 for none.</param>
/// <param name="Granulation">Strength of the pigment's grain, 0 for none.</param>
/// <param name="Bleed">How much wet places blur, 0 to 1.</param>
/// <param name="Wander">How far edges wander, in 1/512 of the longer side.</param>
public sealed record WetFinish(double Edge, double Granulation, double Bleed, double Wander)
{
    private Surface? _surface; // cached for the last size

    /// <summary>The dried picture.</summary>
    /// <param name="canvas">The glazes on it.</param>
    /// <param name="texture">Strength of paper and granulation, 0 to 1.</param>
    public Picture Apply(Canvas canvas, double texture)
    {
        var (width, height) = (canvas.Width, canvas.Height);
        if (_surface is null || _surface.Width != width || _surface.Height != height)
        {
            _surface = Surface.Draw(width, height, Wander);
        }

        var surface = _surface;
        var ground = new Vector4(canvas.Ground.Red, canvas.Ground.Green, canvas.Ground.Blue, 255) / 255;
        var film = Films(canvas, ground);
        var around = BoxBlur.Apply(film, width, height, (int)Math.Round(3.0 * Math.Max(width, height) / 512));
        var (grain, relief) = ((float)(Granulation * texture), (float)(0.12 * texture));
        var pixels = new byte[width * height * 3];
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width) + x;
                var place = surface.Places[at]; // displacement, flow, wetness
                var (u, v) = (Math.Clamp(x + place.X, 0, width - 1), Math.Clamp(y + place.Y, 0, height - 1));
                var wide = around[((int)v * width) + (int)u];
                var film0 = Vector4.Lerp(Sample(film, width, height, u, v), wide, (float)Bleed * place.W);
                var rim = (float)Edge * Math.Clamp(Light(wide) - Light(film0), 0, 0.3f);
                var hollow = 0.5f - surface.Heights[at];
                var density = rim + (0.8f * place.Z) + (grain * hollow);
                film0 -= (film0 - (film0 * film0)) * Math.Clamp(density, -0.9f, 2.5f);
                var shade = 255 * (1 - (relief * (0.5f + hollow)));
                var colour = Vector4.Clamp(ground * film0, Vector4.Zero, ground) * shade;
                (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) =
                    ((byte)(colour.X + 0.5f), (byte)(colour.Y + 0.5f), (byte)(colour.Z + 0.5f));
            }
        });
        return new(width, height, 3, pixels);
    }

    // transmittance of all glazes together
    private static Vector4[] Films(Canvas canvas, Vector4 ground)
    {
        var films = new Vector4[canvas.Width * canvas.Height];
        var share = Vector4.One / Vector4.Max(ground, new(1 / 255f));
        for (var i = 0; i < films.Length; i++)
        {
            films[i] = canvas.Paint[i] * share;
        }

        return films;
    }

    private static float Light(Vector4 colour) =>
        ((float)Luma.Red * colour.X) + ((float)Luma.Green * colour.Y) + ((float)Luma.Blue * colour.Z);

    private static Vector4 Sample(Vector4[] pixels, int width, int height, float x, float y)
    {
        var (column, row) = ((int)x, (int)y);
        var (right, below) = (Math.Min(column + 1, width - 1), Math.Min(row + 1, height - 1) * width);
        var above = Vector4.Lerp(pixels[(row * width) + column], pixels[(row * width) + right], x - column);
        return Vector4.Lerp(above, Vector4.Lerp(pixels[below + column], pixels[below + right], x - column), y - row);
    }

    // the paper: heights, and for each pixel where the edge wanders to (x, y), how the wash flowed (z), and how wet it was (w)
    private sealed record Surface(int Width, int Height, float[] Heights, Vector4[] Places)
    {
        public static Surface Draw(int width, int height, double wander)
        {
            var (across, down, flow, wet) = (new ValueNoise(41), new ValueNoise(42), new ValueNoise(43), new ValueNoise(44));
            var unit = Math.Max(width, height) / 512.0;
            var places = new Vector4[width * height];
            Parallel.For(0, height, y =>
            {
                for (var x = 0; x < width; x++)
                {
                    var (u, v) = ((x + 0.5) / unit, (y + 0.5) / unit);
                    places[(y * width) + x] = new(
                        (float)(unit * wander * 2 * (across.Fractal(u / 11, v / 11, 2) - 0.5)),
                        (float)(unit * wander * 2 * (down.Fractal(u / 11, v / 11, 2) - 0.5)),
                        flow.Fractal(u / 48, v / 48, 3) - 0.5f,
                        Math.Clamp((wet.Fractal(u / 70, v / 70, 2) - 0.42f) * 5, 0, 1));
                }
            });
            return new(width, height, PaperGrain.Heights(width, height), places);
        }
    }
}
