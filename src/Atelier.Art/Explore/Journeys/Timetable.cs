namespace Atelier.Art.Explore.Journeys;

/// <summary>Where a film is at each of its frames: places as <see cref="Journey.At"/> takes them.</summary>
public static class Timetable
{
    /// <summary>One speed for the whole way, eased between each two pictures. A film that loops ends one step before its first picture.
    /// </summary>
    /// <param name="lengths">The length of each leg.</param>
    /// <param name="frames">Frames.</param>
    /// <param name="loop">Whether the last leg leads back to the beginning.</param>
    /// <param name="easing">The easing within a leg.</param>
    public static double[] Even(IReadOnlyList<double> lengths, int frames, bool loop, Easing easing)
    {
        var total = lengths.Sum();
        double[] shares = [.. lengths.Select(length => total > 0 ? length / total : 1.0 / lengths.Count)];
        return [.. Enumerable.Range(0, frames).Select(frame => Place((double)frame / Math.Max(1, loop ? frames : frames - 1)))];

        double Place(double time)
        {
            for (var leg = 0; leg < shares.Length - 1; leg++)
            {
                if (time < shares[leg])
                {
                    return leg + easing.At(time / shares[leg]);
                }

                time -= shares[leg];
            }

            return shares.Length - 1 + easing.At(shares[^1] > 0 ? Math.Clamp(time / shares[^1], 0, 1) : 1);
        }
    }

    /// <summary>Scene after scene: each is shown, and fades into the next at the end of its time.</summary>
    /// <param name="seconds">The time of each scene, with its fade.</param>
    /// <param name="fade">Seconds of a fade; as long as a scene at most.</param>
    /// <param name="rate">Frames per second.</param>
    /// <param name="loop">Whether the last scene fades into the first.</param>
    /// <param name="easing">The easing of a fade.</param>
    public static double[] Story(IReadOnlyList<double> seconds, double fade, double rate, bool loop, Easing easing)
    {
        var places = new List<double>();
        var begin = 0.0;
        for (var scene = 0; scene < seconds.Count; scene++)
        {
            var end = begin + seconds[scene];
            var length = Math.Min(fade, seconds[scene]);
            var fades = loop || scene < seconds.Count - 1;
            while (places.Count / rate < end - 1e-9)
            {
                var since = (places.Count / rate) - (end - length);
                places.Add(scene + (fades && since > 0 ? easing.At(since / length) : 0));
            }

            begin = end;
        }

        return [.. places];
    }

    /// <summary>A way whose speed changes from frame to frame.</summary>
    /// <param name="speeds">The speed of each frame, above 0.</param>
    /// <param name="legs">Legs of the way.</param>
    /// <param name="loop">Whether the last leg leads back to the beginning.</param>
    public static double[] Driven(IReadOnlyList<double> speeds, int legs, bool loop)
    {
        var total = loop ? speeds.Sum() : speeds.SkipLast(1).Sum();
        var covered = 0.0;
        var places = new double[speeds.Count];
        for (var frame = 0; frame < places.Length; frame++)
        {
            places[frame] = total > 0 ? Math.Min(legs, covered / total * legs) : 0;
            covered += speeds[frame];
        }

        return places;
    }
}
