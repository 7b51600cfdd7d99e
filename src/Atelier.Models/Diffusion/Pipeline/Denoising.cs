using Atelier.Models.Diffusion.Schedulers;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>How far a walk is.</summary>
/// <param name="Step">Calls of the network so far, from 1.</param>
/// <param name="Steps">Calls in all.</param>
/// <param name="Original">The clean latents that the last answer means, [b, z, h, w]; they live until the report returns.</param>
public sealed record DenoisingProgress(int Step, int Steps, Tensor Original);

/// <summary>The loop of all samplers: noise to latents. b pictures, z latent channels.</summary>
public static class Denoising
{
    /// <summary>The index a walk begins at so that a picture keeps something of itself.</summary>
    /// <param name="scheduler">The walk.</param>
    /// <param name="strength">The share of the steps to take, above 0 and up to 1.</param>
    public static int Start(Scheduler scheduler, double strength)
    {
        var taken = Math.Min((int)(scheduler.Steps * strength), scheduler.Steps);
        return Math.Min((scheduler.Steps - taken) * scheduler.Order, scheduler.Timesteps.Count - 1);
    }

    /// <summary>Walks to the end.</summary>
    /// <param name="scheduler">The walk.</param>
    /// <param name="predict">The network's answer to scaled latents at a timestep.</param>
    /// <param name="latents">Where to begin, [b, z, h, w].</param>
    /// <param name="from">Index of the first timestep.</param>
    /// <param name="noise">Draws noise of the latents' shape.</param>
    /// <param name="inpainting">What of a picture is kept; null for nothing.</param>
    /// <param name="progress">Told after each call.</param>
    /// <param name="guide">Steers the answers; null for none.</param>
    /// <returns>[b, z, h, w].</returns>
    public static Tensor Walk(
        Scheduler scheduler,
        Func<Tensor, double, Tensor> predict,
        Tensor latents,
        int from,
        Func<Tensor> noise,
        Inpainting? inpainting = null,
        IProgress<DenoisingProgress>? progress = null,
        LossGuidance? guide = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        for (var i = from; i < scheduler.Timesteps.Count; i++)
        {
            using var step = NewDisposeScope();
            var input = scheduler.ScaleModelInput(latents, i);
            var output = guide?.Steer(Predict, scheduler, i, input, i - from) ?? Predict(input);
            var next = scheduler.Step(output, i, latents, noise);
            next = inpainting?.Keep(next, scheduler, i + 1) ?? next;
            progress?.Report(new(i + 1 - from, scheduler.Timesteps.Count - from, scheduler.PredictOriginal(output, i, latents)));
            var before = latents;
            latents = step.MoveToOuter(next);
            if (i > from) // the first are the caller's
            {
                before.Dispose();
            }

            Tensor Predict(Tensor shown) => predict(inpainting?.Join(shown) ?? shown, scheduler.Timesteps[i]);
        }

        return scope.MoveToOuter(latents);
    }
}
