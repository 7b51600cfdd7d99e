using Atelier.Art.Paint.Brushes;

namespace Atelier.Art.Paint.Rendering;

/// <summary>The surface of rough paper as heights: pigment settles in its hollows, and chalk stays on its peaks. It belongs to the picture,
/// not to the pixels: at twice the size it is the same paper.</summary>
internal static class PaperGrain
{
    private const double Cell = 1.35 / 512; // of a bump, in units of the longer side
    private const double Spread = 1.5;     // fractal noise keeps near its mean; this makes all heights about equally common

    /// <summary>Heights, [height, width] in [0, 1]; 0.5 is the mean.</summary>
    public static float[] Heights(int width, int height)
    {
        var heights = new float[width * height];
        var (bump, fibre) = (new ValueNoise(31), new ValueNoise(32));
        var scale = 1 / (Cell * Math.Max(width, height));
        Parallel.For(0, height, y =>
        {
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((x + 0.5) * scale, (y + 0.5) * scale);
                var noise = (0.82 * bump.At(u, v)) + (0.18 * fibre.At(u * 0.31, v * 0.31));
                heights[(y * width) + x] = (float)Math.Clamp(0.5 + ((noise - 0.5) * Spread), 0, 1);
            }
        });
        return heights;
    }

    /// <summary>The coverage that dry paint leaves: only where the paper is high enough for the pressure. The deepest hollows stay bare
    /// however often they are passed.</summary>
    /// <param name="cover">Coverage of the mark, which is the pressure, 0 to 1.</param>
    /// <param name="height">The paper's height, 0 to 1.</param>
    public static float Catch(float cover, float height)
    {
        var t = Math.Clamp(((0.65f * height) + (0.85f * cover) - 0.85f) * 2.8f, 0, 1);
        return t * t * (3 - (2 * t));
    }
}
