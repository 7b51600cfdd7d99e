using Atelier.Tensors;

namespace Atelier.Models.Discriminators;

/// <summary>The relativistic average GAN (Jolicoeur-Martineau, 2018) as in ESRGAN (Wang et al., 2018, equations 1 and 2): not whether a picture is real, but
/// whether it is more real than the others are on average, those of all workers. Logits of any shape; scalars.</summary>
public static class RelativisticAverage
{
    /// <summary>Small when real logits lie above the mean of the made ones, and made ones below the mean of the real.</summary>
    public static Tensor OfDiscriminator(Tensor real, Tensor fake)
    {
        using var scope = TensorScope.Enter();
        var (usualFake, usualReal) = (Workers.Current.Mean(fake.Mean()), Workers.Current.Mean(real.Mean()));
        return scope.Keep(((usualFake - real).Softplus().Mean() + (fake - usualReal).Softplus().Mean()) * 0.5);
    }

    /// <summary>The same with the sides exchanged.</summary>
    public static Tensor OfGenerator(Tensor real, Tensor fake) => OfDiscriminator(fake, real);
}
