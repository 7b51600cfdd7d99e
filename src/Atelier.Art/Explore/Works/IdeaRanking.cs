using Atelier.Art.Explore.Grids;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;

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
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var clip = ClipPipeline.Load(ModelHub.Find(run.Plan.Cells[0].Options.Clip[0]), device);
        return [.. Enumerable.Range(0, run.Plan.Cells.Count).Where(i => File.Exists(run.Picture(i)))
            .Select(i => (i, Distance(clip, run.Plan.Cells[i].Options.Plan, Picture.Load(run.Picture(i)))))
            .OrderBy(pair => pair.Item2)];
    }

    private static double Distance(ClipPipeline clip, PromptPlan plan, Picture picture)
    {
        using var scope = NewDisposeScope();
        var features = clip.EncodeImage(picture);                                                               // [1, e]
        double To(Prompt prompt, Tensor target) => Prompt.SphericalDistance(features, target).mean().ToDouble() * prompt.Weight;
        return plan.Texts.Sum(prompt => To(prompt, clip.EncodeText(prompt.Subject)))
            + plan.Images.Sum(prompt => To(prompt, clip.EncodeImage(Picture.Load(prompt.Subject))));
    }
}
