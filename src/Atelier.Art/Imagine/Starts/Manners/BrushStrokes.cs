using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>An oil painting: short thick strokes that follow the forms, also over the ground.</summary>
internal static class BrushStrokes
{
    private const int Strokes = 900; // of a square
    private const float Length = 11, Width = 4.6f; // in units
    private static readonly float[] Canvas = [0.93f, 0.89f, 0.78f]; // of a white ground

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (h, w, unit) = ((int)picture.size(2), (int)picture.size(3), (float)Tones.Unit(picture));
        var ground = Tones.Colour(Canvas, picture);
        var smooth = Tones.Blur(FigureMask.OnGround(picture, picture, FigureMask.Background(picture), ground), 1.2 * unit).clamp(0, 1);
        var colours = smooth.cpu().ToArray<float>();                                            // [3, h, w]
        var directions = Directions(smooth, unit, seed).cpu().ToArray<float>();                 // [h, w]
        var random = new SplitMix64(seed, 0);
        var svg = new StringBuilder($"<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}'>"
            + $"<rect width='100%' height='100%' fill='{Tones.HexAt(Canvas, 0)}'/>");
        for (var i = 0; i < Strokes * w / h; i++)
        {
            var (x, y) = (random.Next(0, w - 1), random.Next(0, h - 1));
            var at = ((int)y * w) + (int)x;
            var half = unit * Length / 2 * random.Next(0.7f, 1.2f);
            var (dx, dy) = (half * MathF.Cos(directions[at]), half * MathF.Sin(directions[at]));
            var light = random.Next(0.88f, 1.12f);
            var ink = Tones.HexAt(colours, at, light);
            svg.Append(null, $"<path d='M{x - dx:F1} {y - dy:F1}L{x + dx:F1} {y + dy:F1}' stroke='{ink}' ")
                .Append(null, $"stroke-width='{Width * unit:F1}' stroke-linecap='round'/>");
        }

        return scope.MoveToOuter(Picture.Decode(Encoding.UTF8.GetBytes($"{svg}</svg>"), "strokes").ToTensor().to(picture.device));
    }

    // along the contours, in radians, [h, w]; where there are none, as smooth noise leads
    private static Tensor Directions(Tensor picture, double unit, ulong seed)
    {
        using var scope = NewDisposeScope();
        var luma = Tones.Blur(StartVariants.LumaOf(picture), 2 * unit);
        var padded = F.pad(luma, [1, 1, 1, 1], mode: PaddingModes.Replicate);
        var (h, w) = (luma.size(2), luma.size(3));
        var across = padded.narrow(2, 1, h).narrow(3, 2, w) - padded.narrow(2, 1, h).narrow(3, 0, w);
        var down = padded.narrow(2, 2, h).narrow(3, 1, w) - padded.narrow(2, 0, h).narrow(3, 1, w);
        var noise = Tones.Noise(picture, (int)(24 * unit), seed ^ 1) * (2 * Math.PI);
        var isEdge = across.abs() + down.abs() > 0.02;
        return scope.MoveToOuter(where(isEdge, atan2(across, -down), noise).squeeze(0).squeeze(0));
    }
}
