namespace Atelier.Art.Paint.Brushes;

/// <summary>Procedural brush marks: cover and relief as functions of u along the stroke and v across it, both in [-1, 1].</summary>
public static class BrushMaker
{
    private const int Width = 192;
    private const int Height = 96;

    private delegate (double Cover, double Relief) Mark(double u, double v);

    /// <summary>Flat bristles, full of oil: streaks along the stroke, ragged ends.</summary>
    public static Brush Bristle(uint seed)
    {
        var (bristle, ragged) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        var (dry, edge) = (new ValueNoise(seed + 2), new ValueNoise(seed + 3));
        return Draw((u, v) =>
        {
            var streak = (0.6 * bristle.At(v * 22, u * 0.8)) + (0.4 * bristle.At((v * 47) + 100, u * 1.3));
            var start = -0.97 + (0.10 * ragged.Fractal(v * 6, 0, 3));
            var end = 0.98 - (0.34 * Math.Pow(ragged.Fractal(v * 9, 7, 3), 1.5));
            var rim = 0.97 - (0.10 * edge.Fractal(u * 3.5, v > 0 ? 0 : 9, 3));
            var solid = SmoothStep(start, start + 0.04, u) * SmoothStep(end, end - 0.06, u) * SmoothStep(rim, rim - 0.06, Math.Abs(v));
            var thin = Math.Max(0, u - 0.1) * 0.75; // the brush runs dry towards the end
            var cover = solid * SmoothStep(thin - 0.18, thin + 0.10, (0.75 * streak) + (0.25 * dry.At(u * 14, v * 30)));
            var ridge = 0.25 * Math.Exp(-Math.Pow((rim - Math.Abs(v)) / 0.08, 2));
            return (cover, 0.2 + (0.6 * streak) + ridge);
        });
    }

    /// <summary>A round brush: a full mark with a soft belly.</summary>
    public static Brush Round(uint seed)
    {
        var (bristle, edge) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        return Draw((u, v) =>
        {
            var radius = Math.Pow(Math.Pow(Math.Abs(u), 2.6) + Math.Pow(Math.Abs(v), 2.2), 1 / 2.4);
            var rim = 0.96 - (0.16 * edge.Fractal(Math.Atan2(v, u) * 2.2, 3, 3));
            var streak = bristle.At(v * 15, u * 1.1);
            return (SmoothStep(rim, rim - 0.08, radius) * (0.86 + (0.14 * streak)), 0.25 + (0.5 * streak) + (0.25 * (1 - radius)));
        });
    }

    /// <summary>A palette knife: straight edges, paint pressed thin in the middle and piled up at the rim.</summary>
    public static Brush Knife(uint seed)
    {
        var (scrape, edge) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        return Draw((u, v) =>
        {
            var rim = 0.96 - (0.05 * edge.Fractal(u * 2.2, v > 0 ? 0 : 5, 2));
            var end = 0.97 - (0.10 * edge.Fractal(v * 4, u > 0 ? 11 : 15, 3));
            var gap = scrape.Fractal(u * 3.5, v * 9, 4);
            var cover = SmoothStep(rim, rim - 0.03, Math.Abs(v)) * SmoothStep(end, end - 0.03, Math.Abs(u)) * SmoothStep(
                0.16, 0.26, gap + (0.3 * (1 - Math.Max(0, u))));
            return (cover, 0.25 + (0.3 * gap) + (0.45 * Math.Exp(-Math.Pow((rim - v) / 0.10, 2))));
        });
    }

    /// <summary>A wash on dry paper: even within, with a darker rim where the water carried the pigment, and a wandering edge.</summary>
    public static Brush Wash(uint seed)
    {
        var (edge, bloom) = (new ValueNoise(seed), new ValueNoise(seed + 2));
        return Draw((u, v) =>
        {
            var radius = WashRadius(u, v, edge);
            var inside = SmoothStep(0.95, 0.91, radius);
            var rim = 0.24 * Math.Exp(-Math.Pow((radius - 0.89) / 0.05, 2));
            return (inside * (0.66 + rim + (0.30 * (bloom.Fractal(u * 1.8, v * 1.8, 3) - 0.5))), 0.5);
        });
    }

    /// <summary>A wash on wet paper: it bleeds, and has no edge.</summary>
    public static Brush SoftWash(uint seed)
    {
        var (edge, bloom) = (new ValueNoise(seed), new ValueNoise(seed + 2));
        return Draw((u, v) =>
            (SmoothStep(0.98, 0.45, WashRadius(u, v, edge)) * (0.78 + (0.4 * (bloom.Fractal(u * 1.8, v * 1.8, 3) - 0.5))), 0.5));
    }

    /// <summary>A pull of a pen: solid, with round ends.</summary>
    public static Brush Pen(uint seed)
    {
        var wobble = new ValueNoise(seed);
        return Draw((u, v) =>
        {
            var swell = 0.92 - (0.25 * wobble.Fractal(u * 2, 0, 2));
            return (SmoothStep(swell, swell - 0.25, Math.Abs(v)) * SmoothStep(1, 0.93, Math.Abs(u)), 0.5);
        });
    }

    /// <summary>Ink: swells under the hand and runs out, with dry hair marks.</summary>
    public static Brush Ink(uint seed)
    {
        var (hair, wobble) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        return Draw((u, v) =>
        {
            var swell = 0.95 * Math.Pow(Math.Max(0, 1 - Math.Pow(Math.Abs((u + 0.12) / 1.08), 3.4)), 0.55) * (0.82
                + (0.18 * wobble.Fractal(u * 2.2, 0, 2)));
            var body = SmoothStep(swell, swell - 0.07, Math.Abs(v + (0.08 * (wobble.At(u * 1.4, 8) - 0.5))));
            var dry = SmoothStep(1.25 - u, 0.85 - u, hair.At(v * 26, u * 1.6) * (0.6 + (0.4 * hair.At(v * 60, u * 6))));
            return (body * (u > 0.25 ? Math.Max(0.12, dry) : 1), 0.5);
        });
    }

    /// <summary>Chalk: the pressure of a stick, uneven across and lifted towards the end. The paper's grain breaks it.</summary>
    public static Brush Chalk(uint seed)
    {
        var (streak, press) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        return Draw((u, v) =>
        {
            var body = SmoothStep(1, 0.80, Math.Abs(v)) * SmoothStep(1, 0.90, Math.Abs(u));
            var trace = streak.Fractal((v * 12) + 50, u * 0.8, 2);
            var pressure = 0.22 + (1.25 * trace) - (0.25 * Math.Max(0, u)) - (0.2 * (press.Fractal(u * 2, v * 2, 2) - 0.5));
            return (body * pressure, 0.2 + (0.6 * trace));
        });
    }

    /// <summary>A dab of the brush's tip.</summary>
    public static Brush Dab(uint seed)
    {
        var (edge, paint) = (new ValueNoise(seed), new ValueNoise(seed + 1));
        return Draw((u, v) =>
        {
            var radius = Math.Sqrt((u * u) + (v * v)) + (0.10 * (edge.Fractal(Math.Atan2(v, u) * 1.9, 2, 2) - 0.5));
            return (
                SmoothStep(0.93, 0.82, radius),
                0.3 + (0.4 * paint.At(u * 4, v * 4)) + (0.25 * Math.Exp(-Math.Pow((radius - 0.75) / 0.14, 2))));
        });
    }

    private static double WashRadius(double u, double v, ValueNoise edge) =>
        Math.Pow(Math.Pow(Math.Abs(u), 3.2) + Math.Pow(Math.Abs(v), 2.6), 1 / 2.9)
            + (0.16 * (edge.Fractal((u * 2.4) + 9, v * 2.4, 4) - 0.5)) + 0.06;

    private static Brush Draw(Mark mark)
    {
        var (cover, relief) = (new float[Width * Height], new float[Width * Height]);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (paint, thickness) = mark((2 * (x + 0.5) / Width) - 1, (2 * (y + 0.5) / Height) - 1);
                cover[(y * Width) + x] = (float)Math.Clamp(paint, 0, 1);
                relief[(y * Width) + x] = (float)Math.Clamp(thickness, 0, 1);
            }
        }

        return new(Width, Height, cover, relief);
    }

    // smoothstep: 0 at one edge, 1 at the other
    private static double SmoothStep(double zero, double one, double value)
    {
        var t = Math.Clamp((value - zero) / (one - zero), 0, 1);
        return t * t * (3 - (2 * t));
    }
}
