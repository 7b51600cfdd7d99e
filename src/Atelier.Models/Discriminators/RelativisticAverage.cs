using Atelier.Torch.Distributed;

namespace Atelier.Models.Discriminators;

/// <summary>The relativistic average GAN (Jolicoeur-Martineau, 2018) as in ESRGAN (Wang et al., 2018, equations 1 and
/// 2): not whether a picture is real, but whether it is more real than the others are on average, those of all
/// processes. Logits of any shape; scalars.</summary>
public static class RelativisticAverage
{
    /// <summary>Small when real logits lie above the mean of the made ones, and made ones below the mean of the real.</summary>
    /// <param name="real">Logits of real pictures.</param>
    /// <param name="fake">Logits of made ones.</param>
    /// <param name="group">The processes that share the batch.</param>
    public static Tensor OfDiscriminator(Tensor real, Tensor fake, IProcessGroup group)
    {
        using var scope = NewDisposeScope();
        var (usualFake, usualReal) = (group.Mean(fake.mean()), group.Mean(real.mean()));
        return scope.MoveToOuter((F.softplus((usualFake - real)).mean() + F.softplus((fake - usualReal)).mean()) * 0.5);
    }

    /// <summary>The same with the sides exchanged.</summary>
    public static Tensor OfGenerator(Tensor real, Tensor fake, IProcessGroup group) => OfDiscriminator(fake, real, group);
}
