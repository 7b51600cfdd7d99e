namespace Atelier.Art.Explore.Journeys;

/// <summary>The times at which a walk has covered equal shares of the way that is seen, as opposed to equal shares of its parameter. The
/// walk is measured by <see cref="FrameDistance"/> at points that are added where neighbours are furthest apart.</summary>
public sealed class EvenPace
{
    private const int First = 5; // points that are measured at equal steps

    private readonly double[] _times;    // ascending, 0 to 1
    private readonly double[] _distance; // from the beginning, of each time

    private EvenPace(double[] times, double[] distance) => (_times, _distance) = (times, distance);

    /// <summary>The length of the way, the sum of the distances between neighbouring points.</summary>
    public double Length => _distance[^1];

    /// <summary>Measures a walk.</summary>
    /// <param name="picture">Its picture [1, 3, h, w] at a time from 0 to 1.</param>
    /// <param name="points">Pictures to compare, 5 or more; as many as frames make their steps even.</param>
    /// <param name="cancel">Cancels between points.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvenPace Measure(Func<double, Tensor> picture, int points, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        List<double> times = [.. Enumerable.Range(0, First).Select(i => i / (First - 1.0))];
        var seen = times.Select(See).ToList();
        var gaps = seen.Zip(seen.Skip(1), FrameDistance.Between).ToList();
        while (times.Count < points)
        {
            var widest = gaps.IndexOf(gaps.Max());
            var time = (times[widest] + times[widest + 1]) / 2;
            var middle = See(time);
            gaps[widest] = FrameDistance.Between(seen[widest], middle);
            gaps.Insert(widest + 1, FrameDistance.Between(middle, seen[widest + 1]));
            times.Insert(widest + 1, time);
            seen.Insert(widest + 1, middle);
        }

        var sum = 0.0;
        return new([.. times], [0, .. gaps.Select(gap => sum += gap)]);

        Tensor See(double time)
        {
            cancel.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            return inner.MoveToOuter(FrameDistance.Small(picture(time)));
        }
    }

    /// <summary>The time at which a share of the way, 0 to 1, is covered; the share itself where nothing changes.</summary>
    public double TimeAt(double share)
    {
        if (Length == 0)
        {
            return share;
        }

        var wanted = Math.Clamp(share, 0, 1) * Length;
        var next = Math.Clamp(Array.FindIndex(_distance, distance => distance >= wanted), 1, _times.Length - 1);
        var step = _distance[next] - _distance[next - 1];
        var part = step > 0 ? Math.Clamp((wanted - _distance[next - 1]) / step, 0, 1) : 1;
        return _times[next - 1] + (part * (_times[next] - _times[next - 1]));
    }
}
