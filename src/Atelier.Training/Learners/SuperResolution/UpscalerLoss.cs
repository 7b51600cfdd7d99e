using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners.SuperResolution;

/// <summary>The loss of an upscaler: the sections <c>loss</c> and <c>discriminator</c>. During warm-up it is that of the
/// pixels alone.</summary>
/// <param name="L1Weight"><c>absolute</c>: weight of the L1 loss.</param>
/// <param name="L2Weight"><c>squared</c>: weight of the mean squared error.</param>
/// <param name="PsnrWeight"><c>psnr</c>: weight of <see cref="PsnrLoss"/>.</param>
/// <param name="Perceptual"><c>perceptual</c>, or null.</param>
/// <param name="AdversarialWeight"><c>adversarial_weight</c>.</param>
/// <param name="WarmupSteps"><c>adversarial_start</c>.</param>
/// <param name="DiscriminatorFeatures">Channels of the discriminator; null without one.</param>
/// <param name="Optimiser">The discriminator's optimizer.</param>
internal sealed record UpscalerLoss(
    double L1Weight,
    double L2Weight,
    double PsnrWeight,
    PerceptualOptions? Perceptual,
    double AdversarialWeight,
    long WarmupSteps,
    int? DiscriminatorFeatures,
    OptimiserOptions Optimiser)
{
    private const double LeastError = 1e-8;

    /// <summary>Reads both sections.</summary>
    public static UpscalerLoss Read(RecipeSection root, DataOptions data, OptimiserOptions defaults)
    {
        var (loss, discriminator) = (root.Section("loss"), root.Section("discriminator"));
        int? features = root.Has("discriminator") ? discriminator.Size("features", 64) : null;
        if (features is not null)
        {
            Requirements.Divisible(data, 8);
        }

        return new(
            loss.Double("absolute", 1),
            loss.Double("squared", 0),
            loss.Double("psnr", 0),
            PerceptualOptions.Read(root, data),
            loss.Double("adversarial_weight", features is null ? 0 : 0.1),
            loss.Int("adversarial_start", 0, 0),
            features,
            OptimiserOptions.Read(discriminator.Section("optimiser"), defaults));
    }

    /// <summary>The loss of the pixels, a scalar.</summary>
    /// <param name="error">What is wrong with b pictures, [b, c, h, w].</param>
    public Tensor Pixels(Tensor error)
    {
        using var scope = NewDisposeScope();
        var total = error.abs().mean() * L1Weight;
        total = L2Weight > 0 ? total + (error.square().mean() * L2Weight) : total;
        return scope.MoveToOuter(PsnrWeight > 0 ? total + (PsnrLoss(error) * PsnrWeight) : total);
    }

    /// <summary>Minus the mean PSNR of b pictures in dB (<c>PSNRLoss</c> of BasicSR, Chen et al., 2021): smooth pictures, of small errors,
    /// count as much as rough ones.</summary>
    /// <param name="error">[b, c, h, w].</param>
    public static Tensor PsnrLoss(Tensor error)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((error.square().mean([1, 2, 3]) + LeastError).log10().mean() * 10);
    }

    /// <summary>A discriminator with random weights; null without one.</summary>
    public UnetDiscriminator? CreateDiscriminator(Generator random, IProcessGroup group, bool bfloat16) =>
        DiscriminatorFeatures is { } features
            ? new(Weights.Fresh(random, group), features) { Format = new(BFloat16: bfloat16) }
            : null;

    /// <summary>The network of the perceptual loss; null without that loss.</summary>
    public PerceptualTrunk? LoadTrunk(Device device) => Perceptual?.LoadBeforeActivation(device);
}
