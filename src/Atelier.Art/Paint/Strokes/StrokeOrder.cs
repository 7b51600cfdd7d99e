using System.Numerics;
using Atelier.Imaging;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Paint.Strokes;

/// <summary>Sorts the strokes of one level as a person would paint them: background before figure, one colour after another, neighbours
/// together. A stroke never comes before one of its own patch that it covers.</summary>
internal sealed class StrokeOrder
{
    private const int Cells = 24;

    private readonly float[] _saliency; // of each cell, as a rank in [0, 1]
    private readonly int _columns;
    private readonly int _rows;
    private readonly ColourQuantizer _colours;
    private readonly bool _lightFirst;

    /// <param name="picture">RGB.</param>
    /// <param name="lightFirst">Light colours before dark ones, as in watercolour; otherwise dark ones first.</param>
    public StrokeOrder(Picture picture, bool lightFirst)
    {
        var longer = (double)Math.Max(picture.Width, picture.Height);
        (_columns, _rows) =
            (Math.Max(1, (int)Math.Round(picture.Width / longer * Cells)), Math.Max(1, (int)Math.Round(picture.Height / longer * Cells)));
        (_colours, _lightFirst) = (ColourQuantizer.FromPicture(picture, 10), lightFirst);
        var small = picture.Resize(_columns, _rows);
        var lab = Enumerable.Range(0, _columns * _rows)
            .Select(i => Oklab.FromRgb(new Vector3(small.Pixels[i * 3], small.Pixels[(i * 3) + 1], small.Pixels[(i * 3) + 2]) / 255))
            .ToArray();
        var border = Enumerable.Range(0, lab.Length).Where(i => i % _columns == 0 || i % _columns == _columns - 1 || i < _columns)
            .Select(i => lab[i]).ToArray(); // not the lower edge, which the figure often touches
        // far from every colour of the border, and near the centre
        var saliency = lab.Select((colour, i) =>
        {
            var (x, y) = (((i % _columns) + 0.5) / _columns - 0.5, ((i / _columns) + 0.5) / _rows - 0.5);
            return Math.Sqrt(border.Min(other => Vector3.DistanceSquared(colour, other))) + (0.08 * (1 - Math.Sqrt((x * x) + (y * y))));
        }).ToArray();
        var sorted = saliency.Order().ToArray();
        _saliency = [.. saliency.Select(value => Array.BinarySearch(sorted, value) / (float)sorted.Length)];
    }

    /// <summary>Sorts strokes of one level.</summary>
    /// <param name="strokes">Strokes with their approximate colours.</param>
    /// <param name="patches">The patch of each stroke; strokes of one patch are in the network's order.</param>
    /// <returns>Indices into <paramref name="strokes"/>.</returns>
    public int[] Sort(IReadOnlyList<Stroke> strokes, IReadOnlyList<int> patches)
    {
        var keys = strokes.Select(Key).ToArray();
        var preferred = Enumerable.Range(0, strokes.Count).OrderBy(i => keys[i]).ToArray();
        var firstOfPatch = new int[strokes.Count];
        for (var i = 1; i < strokes.Count; i++)
        {
            firstOfPatch[i] = patches[i] == patches[i - 1] ? firstOfPatch[i - 1] : i;
        }

        var (order, done) = (new List<int>(strokes.Count), new bool[strokes.Count]);
        foreach (var i in preferred)
        {
            Append(i);
        }

        return [.. order];

        void Append(int i)
        {
            if (done[i])
            {
                return;
            }

            done[i] = true;
            for (var under = firstOfPatch[i]; under < i; under++)
            {
                if (Overlap(strokes[under], strokes[i]))
                {
                    Append(under);
                }
            }

            order.Add(i);
        }
    }

    // by circles of their mean extent
    private static bool Overlap(in Stroke a, in Stroke b)
    {
        var reach = (a.Length + a.Thickness + b.Length + b.Thickness) / 4;
        return Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2) < reach * reach;
    }

    private (int, int, int, float) Key(Stroke stroke)
    {
        var (column, row) = (Math.Clamp((int)(stroke.X * Cells), 0, _columns - 1), Math.Clamp((int)(stroke.Y * Cells), 0, _rows - 1));
        var saliency = (int)(_saliency[(row * _columns) + column] * 2.999f);
        var colour = _colours.Nearest(new(stroke.Red, stroke.Green, stroke.Blue));
        var band = row / 3;
        return (saliency, _lightFirst ? -colour : colour, band, band % 2 == 0 ? stroke.X : -stroke.X); // boustrophedon
    }
}
