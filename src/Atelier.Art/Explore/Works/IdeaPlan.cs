using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine;
using Atelier.Core;

namespace Atelier.Art.Explore.Works;

/// <summary>Plans several pictures of the same words, of which <see cref="IdeaRanking"/> chooses.</summary>
public static class IdeaPlan
{
    /// <summary>A grid of one row, with a seed for each picture.</summary>
    /// <param name="options">Options of the first; the others have the seeds that follow.</param>
    /// <param name="ideas">Number of pictures, from 1.</param>
    /// <exception cref="OptionException">There are not so many seeds, or an option is out of range.</exception>
    public static GridPlan Create(ImagineOptions options, int ideas)
    {
        ImagineOptions[] all =
        [
            .. Enumerable.Range(0, ideas).Select(i => (options with { Seed = options.Seed + (ulong)i }).Validate()),
        ];
        return new(
            options.Prompt,
            [.. all.Select(one => $"seed {one.Seed}")],
            [""],
            [""],
            [.. all.Select((one, x) => new GridCell(x, 0, 0, one))]);
    }
}
