using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Hub;
using Atelier.Imaging.Pictures;
using Atelier.Models.Clip;

namespace Atelier.Art.Score;

/// <summary>How far CLIP finds whole pictures from prompts.</summary>
public sealed class PromptDistance : IDisposable
{
    private readonly ClipPipeline _clip;

    private PromptDistance(ClipPipeline clip) => _clip = clip;

    /// <summary>Loads a CLIP.</summary>
    /// <param name="clip">Its name or path.</param>
    /// <param name="device">The device to compute on; the CPU by default.</param>
    /// <exception cref="ModelFileException">It cannot be read.</exception>
    public static PromptDistance Load(string clip, Device? device = null) => new(ClipPipeline.Load(ModelHub.Find(clip), device));

    /// <summary>The weighted sum of the spherical distances from all words and pictures of a plan.</summary>
    /// <exception cref="AtelierException">A picture cannot be read.</exception>
    public double Of(PromptPlan plan, Picture picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var features = _clip.EncodeImage(picture);                                                              // [1, e]
        double To(Prompt prompt, Tensor target) => Prompt.SphericalDistance(features, target).mean().ToDouble() * prompt.Weight;
        return plan.Texts.Sum(prompt => To(prompt, _clip.EncodeText(prompt.Subject)))
            + plan.Images.Sum(prompt => To(prompt, _clip.EncodeImage(Picture.Load(prompt.Subject))));
    }

    /// <summary>Releases the CLIP.</summary>
    public void Dispose() => _clip.Dispose();
}
