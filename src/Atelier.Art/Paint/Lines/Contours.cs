using System.Numerics;

namespace Atelier.Art.Paint.Lines;

/// <summary>Follows the edges of a picture as a pen does: long lines that are simplified to a few straight pulls.</summary>
/// <param name="edges">The thin edges.</param>
internal sealed class Contours(EdgeMap edges)
{
    private const int Shortest = 12;     // points of a line that is worth drawing
    private const float Tolerance = 0.8f; // pixels between a line and its pulls
    private const float LongestPull = 40; // pixels
    private static readonly (int X, int Y)[] s_around = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];

    private readonly bool[] _isTaken = new bool[edges.Strength.Length];

    /// <summary>Lines in pixels, the longest first, each with its strength relative to the weakest strong edge.</summary>
    public IEnumerable<(IReadOnlyList<Vector2> Points, float Strength)> Lines()
    {
        var lines = new List<(List<Vector2> Points, float Strength)>();
        foreach (var start in Enumerable.Range(0, edges.Strength.Length).Where(i => edges.Strength[i] >= edges.Strong)
            .OrderByDescending(i => edges.Strength[i]))
        {
            if (_isTaken[start])
            {
                continue;
            }

            var line = Follow(start);
            line.Reverse();
            line.AddRange(Follow(start).Skip(1));
            if (line.Count >= Shortest)
            {
                var strength = line.Average(at => edges.Strength[at]) / edges.Strong;
                lines.Add((Simplify(Smooth([.. line.Select(at => new Vector2(at % edges.Width, at / edges.Width))])), strength));
            }
        }

        return lines.OrderByDescending(line => line.Points.Count).Select(line => ((IReadOnlyList<Vector2>)line.Points, line.Strength));
    }

    // from a point along the ridge, straight on where it can
    private List<int> Follow(int start)
    {
        var (line, at, way) = (new List<int> { start }, start, Vector2.Zero);
        _isTaken[start] = true;
        while (true)
        {
            var (next, best) = (-1, float.MinValue);
            foreach (var (dx, dy) in s_around)
            {
                var to = at + (dy * edges.Width) + dx;
                var turn = Vector2.Dot(way, Vector2.Normalize(new(dx, dy)));
                if (to < 0 || to >= edges.Strength.Length || _isTaken[to] || edges.Strength[to] <= 0 || turn < -0.1f)
                {
                    continue;
                }

                var fits = turn + (edges.Strength[to] / edges.Strong * 0.3f);
                (next, best) = fits > best ? (to, fits) : (next, best);
            }

            if (next < 0)
            {
                return line;
            }

            var step = new Vector2((next % edges.Width) - (at % edges.Width), (next / edges.Width) - (at / edges.Width));
            way = Vector2.Normalize((way * 2) + Vector2.Normalize(step));
            _isTaken[next] = true;
            line.Add(next);
            at = next;
        }
    }

    // the staircase of pixels becomes a curve; the ends stay
    private static Vector2[] Smooth(Vector2[] points)
    {
        const int Reach = 3;
        return [.. points.Select((_, i) =>
        {
            var reach = Math.Min(Reach, Math.Min(i, points.Length - 1 - i));
            return points[(i - reach)..(i + reach + 1)].Aggregate((a, b) => a + b) / ((2 * reach) + 1);
        })];
    }

    // Douglas and Peucker, 1973, with pulls no longer than a hand makes them
    private static List<Vector2> Simplify(Vector2[] points)
    {
        var kept = new List<Vector2> { points[0] };
        Split(0, points.Length - 1);
        return kept;

        void Split(int first, int last)
        {
            var chord = points[last] - points[first];
            var length = chord.Length();
            var (worst, far) = ((first + last) / 2, 0f);
            for (var i = first + 1; i < last; i++)
            {
                var off = points[i] - points[first];
                var away = length < 1e-3f ? off.Length() : MathF.Abs((off.X * chord.Y) - (off.Y * chord.X)) / length;
                (worst, far) = away > far ? (i, away) : (worst, far);
            }

            if (last - first > 1 && (far > Tolerance || length > LongestPull))
            {
                worst = far > Tolerance ? worst : (first + last) / 2;
                Split(first, worst);
                Split(worst, last);
            }
            else
            {
                kept.Add(points[last]);
            }
        }
    }
}
