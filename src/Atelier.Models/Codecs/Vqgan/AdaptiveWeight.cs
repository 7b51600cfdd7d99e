using Atelier.Torch.Distributed;

namespace Atelier.Models.Codecs.Vqgan;

/// <summary>The weight that balances the adversarial term with the reconstruction (Esser et al., 2021, equation 7).</summary>
internal static class AdaptiveWeight
{
    private const double Largest = 1e4;

    /// <summary>‖∇ likelihood‖ / ‖∇ adversarial‖ at the last layer, from 0 to 10⁴.</summary>
    /// <param name="likelihood">The reconstruction loss, a scalar.</param>
    /// <param name="adversarial">The generator's adversarial loss, a scalar.</param>
    /// <param name="lastLayer">The decoder's last kernel.</param>
    /// <param name="group">The processes that train together: the gradients are averaged over them.</param>
    public static double Compute(Tensor likelihood, Tensor adversarial, Tensor lastLayer, IProcessGroup group)
    {
        using var scope = NewDisposeScope();
        return Math.Clamp(GradientNorm(likelihood) / (GradientNorm(adversarial) + 1e-4), 0, Largest);

        double GradientNorm(Tensor loss)
        {
            var gradient = autograd.grad([loss], [lastLayer], retain_graph: true)[0];
            return group.Mean(gradient).square().sum().sqrt().ToDouble();
        }
    }
}
