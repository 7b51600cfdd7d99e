using Atelier.Art.Explore.Grids;
using Atelier.Art.Score;
using Atelier.Core;
using Atelier.Imaging.Pictures;

namespace Atelier.Art.Explore.Works;

/// <summary>Ranks the pictures of a grid by how near CLIP finds them to their prompts.</summary>
public static class IdeaRanking
{
    /// <summary>The cells whose picture is there, the nearest first, with the distance: the weighted sum of the spherical distances from
    /// all prompts.</summary>
    /// <param name="run">The grid.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <exception cref="AtelierException">The CLIP or a picture cannot be read.</exception>
    public static IReadOnlyList<(int Cell, double Distance)> Rank(GridRun run, Device? device = null)
    {
        using var distance = PromptDistance.Load(run.Plan.Cells[0].Options.Clip[0], device);
        return [.. Enumerable.Range(0, run.Plan.Cells.Count).Where(i => File.Exists(run.Picture(i)))
            .Select(i => (i, distance.Of(run.Plan.Cells[i].Options.Plan, Picture.Load(run.Picture(i)))))
            .OrderBy(pair => pair.Item2)];
    }
}
