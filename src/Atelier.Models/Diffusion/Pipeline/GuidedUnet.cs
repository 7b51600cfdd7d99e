using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>A UNet with the words it is to follow. b pictures, c channels.</summary>
/// <param name="unet">The network.</param>
/// <param name="positive">The words: of one picture or of b.</param>
/// <param name="negative">The negative words, with as many tokens; without them there is no guidance.</param>
/// <param name="guidance">How strongly.</param>
public sealed class GuidedUnet(UNet2DConditionModel unet, TextCondition positive, TextCondition? negative, Guidance guidance)
{
    /// <summary>The network's answer.</summary>
    /// <param name="sample">Scaled latents, [b, c, h, w].</param>
    /// <param name="timestep">The timestep of all.</param>
    public Tensor Predict(Tensor sample, double timestep)
    {
        using var scope = NewDisposeScope();
        var count = sample.size(0);
        var words = positive.Expand(count);
        unet.GuidanceScale = guidance.Scale;
        if (!guidance.IsOn || negative is null || unet.Options.TimeCondProjDim is not null) // distilled with the guidance
        {
            return scope.MoveToOuter(unet.call(sample, Times(count), words.Context, words.Added));
        }

        var pair = TextCondition.Join(negative.Expand(count), words); // [negative, positive] in one pass
        var answers = unet.call(cat([sample, sample], 0), Times(2 * count), pair.Context, pair.Added).chunk(2, 0);
        return scope.MoveToOuter(guidance.Blend(answers[0], answers[1]));

        Tensor Times(long of) => full([of], timestep, dtype: ScalarType.Float32, device: sample.device);
    }
}
