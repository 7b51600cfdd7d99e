using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>What an upscaler is to make small: the sections <c>loss</c> and <c>discriminator</c>. Before
/// <c>adversarial_start</c> it is the absolute error alone.</summary>
/// <param name="Absolute"><c>absolute</c>: weight of the absolute error.</param>
/// <param name="Perceptual"><c>perceptual</c>, or null.</param>
/// <param name="Adversarial"><c>adversarial_weight</c>.</param>
/// <param name="Start"><c>adversarial_start</c>: steps of warm-up.</param>
/// <param name="Features">Channels of the discriminator; null where there is none.</param>
/// <param name="Optimiser">Of the discriminator.</param>
internal sealed record UpscalerLoss(
    double Absolute, PerceptualOptions? Perceptual, double Adversarial, long Start, int? Features, OptimiserOptions Optimiser)
{
    /// <summary>Reads both sections.</summary>
    public static UpscalerLoss Read(RecipeSection root, DataOptions data, OptimiserOptions usual)
    {
        var (loss, judge) = (root.Section("loss"), root.Section("discriminator"));
        int? features = root.Has("discriminator") ? judge.Size("features", 64) : null;
        if (features is not null)
        {
            Requirements.Divisible(root, data, 8);
        }

        return new(
            loss.Number("absolute", 1),
            PerceptualOptions.Read(root, data),
            loss.Number("adversarial_weight", features is null ? 0 : 0.1),
            loss.Whole("adversarial_start", 0, 0),
            features,
            OptimiserOptions.Read(judge.Section("optimiser"), usual));
    }

    /// <summary>The discriminator, drawn freshly; null where there is none.</summary>
    public UnetDiscriminator? CreateDiscriminator(Generator random, IProcessGroup group, bool fast) =>
        Features is { } features ? new(Weights.Fresh(random, group), features) { Format = new(BFloat16: fast) } : null;

    /// <summary>The trunk of the perceptual loss; null where there is none.</summary>
    public PerceptualTrunk? CreateTrunk(Device device) => Perceptual?.LoadBeforeActivation(device);
}
