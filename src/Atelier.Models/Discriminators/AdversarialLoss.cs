using Atelier.Tensors;

namespace Atelier.Models.Discriminators;

/// <summary>How a discriminator's logits become a loss.</summary>
public enum AdversarialLoss
{
    /// <summary>Real above 1, fake below -1 (Lim and Ye, 2017).</summary>
    Hinge,

    /// <summary>Binary cross entropy of logits (Goodfellow et al., 2014), the generator's not saturating.</summary>
    Vanilla,

    /// <summary>Real at 1, fake at 0, squared (Mao et al., 2017).</summary>
    LeastSquares,

    /// <summary>As far apart as can be (Arjovsky et al., 2017); goes with a gradient penalty.</summary>
    Wasserstein,
}

/// <summary>Both sides of each <see cref="AdversarialLoss"/>, scalars.</summary>
public static class AdversarialLosses
{
    /// <summary>The discriminator's loss on logits of real and made pictures; taming-transformers' <c>hinge_d_loss</c> and <c>vanilla_d_loss</c>, halves of both sides.</summary>
    public static Tensor OfDiscriminator(this AdversarialLoss loss, Tensor real, Tensor fake)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(loss switch
        {
            AdversarialLoss.Hinge => ((1 - real).Relu().Mean() + (fake + 1).Relu().Mean()) * 0.5,
            AdversarialLoss.Vanilla => ((-real).Softplus().Mean() + fake.Softplus().Mean()) * 0.5,
            AdversarialLoss.LeastSquares => ((real - 1).Square().Mean() + fake.Square().Mean()) * 0.5,
            _ => fake.Mean() - real.Mean(),
        });
    }

    /// <summary>The generator's loss on the logits of what it made.</summary>
    public static Tensor OfGenerator(this AdversarialLoss loss, Tensor fake)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(loss switch
        {
            AdversarialLoss.Vanilla => (-fake).Softplus().Mean(),
            AdversarialLoss.LeastSquares => (fake - 1).Square().Mean(),
            _ => -fake.Mean(),
        });
    }
}
