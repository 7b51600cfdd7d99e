namespace Atelier.Models.Discriminators;

/// <summary>How a discriminator's logits become a loss.</summary>
public enum AdversarialLoss
{
    /// <summary>Real above 1, fake below -1 (Lim and Ye, 2017).</summary>
    Hinge,

    /// <summary>Binary cross entropy of logits (Goodfellow et al., 2014), non-saturating for the generator.</summary>
    Vanilla,

    /// <summary>Real at 1, fake at 0, squared (Mao et al., 2017).</summary>
    LeastSquares,

    /// <summary>The critic difference of Wasserstein GANs (Arjovsky et al., 2017); needs a gradient penalty.</summary>
    Wasserstein,
}

/// <summary>Discriminator and generator side of each <see cref="AdversarialLoss"/>, scalars.</summary>
public static class AdversarialLosses
{
    /// <summary>The discriminator's loss on logits of real and generated pictures; taming-transformers' <c>hinge_d_loss</c> and
    /// <c>vanilla_d_loss</c>, halves of both sides.</summary>
    public static Tensor DiscriminatorLoss(this AdversarialLoss loss, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(loss switch
        {
            AdversarialLoss.Hinge => (F.relu((1 - real)).mean() + F.relu((fake + 1)).mean()) * 0.5,
            AdversarialLoss.Vanilla => (F.softplus((-real)).mean() + F.softplus(fake).mean()) * 0.5,
            AdversarialLoss.LeastSquares => ((real - 1).square().mean() + fake.square().mean()) * 0.5,
            _ => fake.mean() - real.mean(),
        });
    }

    /// <summary>The generator's loss on the logits of generated pictures.</summary>
    public static Tensor GeneratorLoss(this AdversarialLoss loss, Tensor fake)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(loss switch
        {
            AdversarialLoss.Vanilla => F.softplus((-fake)).mean(),
            AdversarialLoss.LeastSquares => (fake - 1).square().mean(),
            _ => -fake.mean(),
        });
    }
}
