namespace Atelier.Torch.Optimisation;

/// <summary>Keeps gradients from exploding.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients so that their common Euclidean length is at most <paramref name="limit"/>.</summary>
    /// <returns>The length before.</returns>
    public static double ByNorm(IEnumerable<Parameter> parameters, double limit)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
        {
            return 0;
        }

        var length = stack([.. gradients.Select(gradient => gradient.square().sum())], 0).sum().sqrt().ToDouble();
        if (length > limit)
        {
            foreach (var gradient in gradients)
            {
                gradient.mul_(limit / (length + 1e-6));
            }
        }

        return length;
    }
}
