using Atelier.Models.Diffusion;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.Diffusion;

/// <summary>How samples of a diffusion model are drawn: <c>sampling: {scheduler, steps, guidance}</c>.</summary>
/// <param name="Scheduler">One of <see cref="SchedulerFile.Names"/>.</param>
/// <param name="Steps">Calls of the network.</param>
/// <param name="Guidance">Scale of the classifier-free guidance; 1 for none.</param>
internal sealed record DiffusionSampling(string Scheduler, int Steps, double Guidance)
{
    private const int MostSteps = 999; // some schedulers allow no more

    public static DiffusionSampling Read(RecipeSection section) => new(
        section.Has("scheduler") ? section.OneOf("scheduler", [.. SchedulerFile.Names.Where(name => name != "lcm")]) : "ddim",
        section.Int("steps", 50, 1, MostSteps),
        section.Double("guidance", 1, 1, 100));
}
