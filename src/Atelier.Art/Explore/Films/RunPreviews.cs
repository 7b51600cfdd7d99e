using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine.Runs;
using Atelier.Core;

namespace Atelier.Art.Explore.Films;

/// <summary>The previews that a run has left.</summary>
public static class RunPreviews
{
    /// <summary>Previews in their order and the finished picture, as stops of an <see cref="Interpolation"/>; some of them, evenly chosen,
    /// where there are more than the film has room for.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="most">The most stops, 2 or more.</param>
    /// <exception cref="DataFormatException">The folder holds no run, or one without previews.</exception>
    public static IReadOnlyList<Stop> Read(string run, int most)
    {
        var folder = RunFolder.Open(run);
        var steps = Path.Combine(run, "steps");
        string[] all =
        [
            .. Directory.Exists(steps) ? Directory.GetFiles(steps, "*.png").Order(StringComparer.Ordinal) : Enumerable.Empty<string>(),
            .. File.Exists(folder.Picture) ? (string[])[folder.Picture] : [],
        ];
        if (all.Length < 2)
        {
            throw new DataFormatException(
                $"{run} holds {all.Length} pictures of its steps, and a film needs two: a run keeps previews every so many iterations, " +
                "if it is told to.");
        }

        var count = Math.Min(all.Length, most);
        return [.. Enumerable.Range(0, count).Select(i => new Stop(all[(int)Math.Round(i * (all.Length - 1.0) / (count - 1))], true))];
    }
}
