using Atelier.Tensors;

namespace Atelier.Nn.Optimisation;

/// <summary>Keeps gradients from exploding.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients so that their common Euclidean length is at most <paramref name="limit"/>.</summary>
    /// <returns>The length before.</returns>
    public static double ByNorm(IEnumerable<Parameter> parameters, double limit)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var gradients = parameters.Select(parameter => parameter.Value.Gradient).OfType<Tensor>().ToArray();
        if (gradients.Length == 0)
        {
            return 0;
        }

        var length = Tensor.Stack(0, [.. gradients.Select(gradient => gradient.Square().Sum())]).Sum().Sqrt().Item();
        if (length > limit)
        {
            foreach (var gradient in gradients)
            {
                gradient.MulInPlace(limit / (length + 1e-6));
            }
        }

        return length;
    }
}
