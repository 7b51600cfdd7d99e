namespace Atelier.Torch.Optimisation;

/// <summary>Gradient clipping.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients so that their total norm is at most <paramref name="limit"/>.</summary>
    /// <returns>The norm before clipping.</returns>
    public static double ByNorm(IEnumerable<Parameter> parameters, double limit)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
        {
            return 0;
        }

        var norm = stack([.. gradients.Select(gradient => gradient.square().sum())], 0).sum().sqrt().ToDouble();
        if (norm > limit)
        {
            foreach (var gradient in gradients)
            {
                gradient.mul_(limit / (norm + 1e-6));
            }
        }

        return norm;
    }
}
