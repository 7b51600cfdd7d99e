using Atelier.Models.Discriminators;
using Atelier.Models.Perceptual;
using Atelier.Torch.Distributed;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>The loss VQGANs are trained with: taming-transformers' <c>VQLPIPSWithDiscriminator</c>
/// (Esser et al., 2021, equations 5 to 7).</summary>
public sealed record VqganLoss
{
    /// <summary>The patch discriminator; null for none.</summary>
    public PatchDiscriminator? Discriminator { get; init; }

    /// <summary>Perceptual distance; null for none.</summary>
    public PictureDistance? Perceptual { get; init; }

    /// <summary><c>perceptual_weight</c>.</summary>
    public double PerceptualWeight { get; init; } = 1;

    /// <summary>Weight of the L1 reconstruction loss, the only one of the official code.</summary>
    public double AbsoluteWeight { get; init; } = 1;

    /// <summary>Weight of the L2 reconstruction loss.</summary>
    public double SquaredWeight { get; init; }

    /// <summary>Weight of the L1 loss of differences between neighbouring pixels, which penalises blur.</summary>
    public double EdgeWeight { get; init; }

    /// <summary><c>codebook_weight</c>.</summary>
    public double CodebookWeight { get; init; } = 1;

    /// <summary><c>disc_weight</c>: multiplies the adversarial term.</summary>
    public double DiscriminatorWeight { get; init; } = 0.8;

    /// <summary><c>disc_start</c>: the first step with an adversarial term.</summary>
    public long DiscriminatorStart { get; init; }

    /// <summary>Whether to scale the adversarial term so that its gradient at the last layer has the norm of the reconstruction
    /// loss's (equation 7).</summary>
    public bool Adaptive { get; init; } = true;

    /// <summary>Weight of the feature matching loss (Salimans et al., 2016); 0 for none.</summary>
    public double FeatureMatchingWeight { get; init; }

    /// <summary><c>disc_loss</c>.</summary>
    public AdversarialLoss Kind { get; init; } = AdversarialLoss.Hinge;

    /// <summary>The processes that train together.</summary>
    public IProcessGroup Group { get; init; } = new SingleProcess();

    /// <summary>The generator's loss.</summary>
    /// <param name="x">Pictures [b, 3, h, w] in [-1, 1].</param>
    /// <param name="reconstruction">The VQGAN's reconstructions of them.</param>
    /// <param name="codebookLoss">The quantiser's loss, a scalar.</param>
    /// <param name="lastLayer">The decoder's last kernel, for the adaptive weight.</param>
    /// <param name="step">Training steps so far.</param>
    public Terms GeneratorLoss(Tensor x, Tensor reconstruction, Tensor codebookLoss, Tensor lastLayer, long step)
    {
        using var scope = NewDisposeScope();
        var perceptual = Perceptual?.call(x, reconstruction);                                    // [b, 1, 1, 1]
        var likelihood = PixelLoss(reconstruction - x);
        likelihood = perceptual is null ? likelihood : likelihood + (perceptual.mean() * PerceptualWeight);
        var total = likelihood + (codebookLoss * CodebookWeight);
        var adversarial = tensor(0, dtype: ScalarType.Float32);
        var weight = 0.0;
        if (Discriminator is not null && step >= DiscriminatorStart)
        {
            var fakeFeatures = Discriminator.Features(reconstruction);
            // the official code uses the hinge loss's term for both
            adversarial = (Kind == AdversarialLoss.Vanilla ? AdversarialLoss.Hinge : Kind).GeneratorLoss(fakeFeatures[^1]);
            weight = DiscriminatorWeight * (Adaptive ? AdaptiveWeight.Compute(likelihood, adversarial, lastLayer, Group) : 1);
            total = total + (adversarial * weight);
            total = FeatureMatchingWeight > 0 ? total + (FeatureMatching(fakeFeatures, Discriminator, x) * FeatureMatchingWeight) : total;
        }

        return new(scope.MoveToOuter(total), likelihood.ToDouble(), perceptual?.mean().ToDouble() ?? 0, adversarial.ToDouble(), weight);
    }

    /// <summary>The discriminator's loss on pictures and reconstructions [b, 3, h, w]; 0 before its start.</summary>
    /// <exception cref="InvalidOperationException">There is no discriminator.</exception>
    public Tensor DiscriminatorLoss(Tensor x, Tensor reconstruction, long step)
    {
        using var scope = NewDisposeScope();
        var discriminator = Discriminator ?? throw new InvalidOperationException("this loss has no discriminator");
        var loss = Kind.DiscriminatorLoss(discriminator.call(x.detach()), discriminator.call(reconstruction.detach()));
        return scope.MoveToOuter(loss * (step >= DiscriminatorStart ? 1 : 0));
    }

    private Tensor PixelLoss(Tensor error) // [b, 3, h, w]
    {
        using var scope = NewDisposeScope();
        var (h, w) = (error.size(2), error.size(3));
        var terms = new List<Tensor>();
        if (AbsoluteWeight > 0)
        {
            terms.Add(error.abs().mean() * AbsoluteWeight);
        }

        if (SquaredWeight > 0)
        {
            terms.Add(error.square().mean() * SquaredWeight);
        }

        if (EdgeWeight > 0)
        {
            terms.Add((error.narrow(3, 1, w - 1) - error.narrow(3, 0, w - 1)).abs().mean() * EdgeWeight);
            terms.Add((error.narrow(2, 1, h - 1) - error.narrow(2, 0, h - 1)).abs().mean() * EdgeWeight);
        }

        return scope.MoveToOuter(terms.Aggregate((sum, term) => sum + term));
    }

    // over all stages but the logits
    private static Tensor FeatureMatching(Tensor[] fakeFeatures, PatchDiscriminator discriminator, Tensor x)
    {
        Tensor[] realFeatures;
        using (no_grad())
        {
            realFeatures = discriminator.Features(x);
        }

        return fakeFeatures.Zip(realFeatures).SkipLast(1)
            .Select(pair => (pair.First - pair.Second).abs().mean())
            .Aggregate((sum, term) => sum + term);
    }

    /// <summary>A generator's loss and its terms.</summary>
    /// <param name="Total">The loss, a scalar.</param>
    /// <param name="Likelihood">Pixel and perceptual loss together.</param>
    /// <param name="Perceptual">The perceptual distance alone.</param>
    /// <param name="Adversarial">The adversarial term, unweighted.</param>
    /// <param name="AdversarialWeight">Its weight: adaptive weight times <see cref="DiscriminatorWeight"/>; 0 before the start.</param>
    public sealed record Terms(Tensor Total, double Likelihood, double Perceptual, double Adversarial, double AdversarialWeight);
}
