using Atelier.Torch.Distributed;

namespace Atelier.Models.Discriminators;

/// <summary>The relativistic average GAN (Jolicoeur-Martineau, 2018) as in ESRGAN (Wang et al., 2018, equations 1 and
/// 2): the discriminator predicts whether a picture is more realistic than the opposite kind on average, over
/// all processes. Logits of any shape; scalars.</summary>
public static class RelativisticAverage
{
    /// <summary>Small when real logits lie above the mean of the fake ones, and fake ones below the mean of the real.</summary>
    /// <param name="real">Logits of real pictures.</param>
    /// <param name="fake">Logits of generated pictures.</param>
    /// <param name="group">The processes that share the batch.</param>
    public static Tensor DiscriminatorLoss(Tensor real, Tensor fake, IProcessGroup group)
    {
        using var scope = NewDisposeScope();
        var (meanFake, meanReal) = (group.Mean(fake.mean()), group.Mean(real.mean()));
        return scope.MoveToOuter((F.softplus((meanFake - real)).mean() + F.softplus((fake - meanReal)).mean()) * 0.5);
    }

    /// <summary>The same with real and fake swapped.</summary>
    public static Tensor GeneratorLoss(Tensor real, Tensor fake, IProcessGroup group) => DiscriminatorLoss(fake, real, group);
}
