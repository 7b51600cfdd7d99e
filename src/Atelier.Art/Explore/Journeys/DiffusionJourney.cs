using Atelier.Art.Imagine;
using Atelier.Art.Imagine.Diffusion;

namespace Atelier.Art.Explore.Journeys;

/// <summary>A way through the text vectors of a diffusion model, which draws every picture from the same noise. The legs are taken as
/// equally long: to measure them would take as long as to draw the film.</summary>
/// <param name="sampler">The networks, which the journey owns.</param>
/// <param name="options">Options of a picture, complete.</param>
/// <param name="words">Two or more prompts.</param>
/// <param name="loop">Whether it leads from the last prompt back to the first.</param>
/// <param name="cancel">Cancels between the steps of a picture.</param>
internal sealed class DiffusionJourney(
    DiffusionSampler sampler, ImagineOptions options, IReadOnlyList<string> words, bool loop, CancellationToken cancel) : IJourney
{
    /// <inheritdoc/>
    public IReadOnlyList<double> Lengths { get; } = [.. Enumerable.Repeat(1.0, words.Count - (loop ? 0 : 1))];

    /// <inheritdoc/>
    public Tensor At(double place)
    {
        var leg = Math.Clamp((int)place, 0, Lengths.Count - 1);
        return sampler.DrawBetween(options with { Prompt = words[leg] }, words[(leg + 1) % words.Count], place - leg, cancel);
    }

    /// <summary>Disposes the networks.</summary>
    public void Dispose() => sampler.Dispose();
}
