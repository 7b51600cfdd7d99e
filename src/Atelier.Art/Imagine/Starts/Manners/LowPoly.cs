using System.Text;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Imagine.Starts.Manners;

/// <summary>Low poly: flat triangles on a jittered grid, each of the colour at its middle.</summary>
internal static class LowPoly
{
    private const int Cells = 11;         // along the shorter side
    private const float Jitter = 0.35f;   // of a cell

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    public static Tensor Draw(Tensor picture, ulong seed) => Draw(picture, seed, Cells);

    /// <summary>Redraws a picture [1, 3, h, w].</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="seed">Places the triangles.</param>
    /// <param name="cells">Of two triangles, along the shorter side.</param>
    public static Tensor Draw(Tensor picture, ulong seed, int cells)
    {
        using var scope = NewDisposeScope();
        var (h, w) = ((int)picture.size(2), (int)picture.size(3));
        var side = Math.Min(h, w) / (float)cells;
        var (rows, columns) = ((int)Math.Ceiling(h / side), (int)Math.Ceiling(w / side));
        var points = Points(rows, columns, side, w, h, new SplitMix64(seed, 0));
        var colours = Tones.Blur(picture, 1).clamp(0, 1).cpu().ToArray<float>();                        // [3, h, w]
        var svg = new StringBuilder($"<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}'>");
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (a, b, c, d) = (points[row, column], points[row, column + 1], points[row + 1, column], points[row + 1, column + 1]);
                Triangle(a, b, (row + column) % 2 == 0 ? c : d);
                Triangle((row + column) % 2 == 0 ? b : a, c, d);
            }
        }

        return scope.MoveToOuter(Picture.Decode(Encoding.UTF8.GetBytes($"{svg}</svg>"), "triangles").ToTensor().to(picture.device));

        void Triangle((float X, float Y) a, (float X, float Y) b, (float X, float Y) c)
        {
            var x = Math.Clamp((int)((a.X + b.X + c.X) / 3), 0, w - 1);
            var y = Math.Clamp((int)((a.Y + b.Y + c.Y) / 3), 0, h - 1);
            var fill = Tones.HexAt(colours, (y * w) + x);
            svg.Append(null, $"<path d='M{a.X:F1} {a.Y:F1}L{b.X:F1} {b.Y:F1}L{c.X:F1} {c.Y:F1}Z' fill='{fill}' stroke='{fill}'/>");
        }
    }

    // the corners of the grid; those at the rim stay on it
    private static (float X, float Y)[,] Points(int rows, int columns, float side, int width, int height, SplitMix64 random)
    {
        var points = new (float X, float Y)[rows + 1, columns + 1];
        for (var row = 0; row <= rows; row++)
        {
            for (var column = 0; column <= columns; column++)
            {
                var (x, y) = (column + random.Next(-Jitter, Jitter), row + random.Next(-Jitter, Jitter));
                points[row, column] = (
                    column == 0 ? 0 : column == columns ? width : x * side, row == 0 ? 0 : row == rows ? height : y * side);
            }
        }

        return points;
    }
}
