using Atelier.Torch.Dispatch;

namespace Atelier.Torch;

/// <summary>Operations whose gradient is not their derivative.</summary>
public static class StraightThrough
{
    /// <summary>The straight-through estimator (Bengio et al., 2013; <c>replace_grad</c> of VQGAN-CLIP): the value of one tensor, with the
    /// gradient flowing to another of its shape.</summary>
    public static Tensor ReplaceGradient(Tensor value, Tensor gradientTo)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(gradientTo + (value - gradientTo).detach());
    }

    /// <summary>Clamps to [low, high] (<c>clamp_with_grad</c>): outside the limits only gradients that lead back inside pass.</summary>
    public static Tensor Clamp(Tensor x, double low, double high)
    {
        return AutogradFunction.Apply([x], Forward, (gradient, saved) => [gradient * (gradient * saved[0]).ge(0).to(gradient.dtype)]);

        (Tensor, Tensor[]) Forward()
        {
            var clamped = x.clamp(low, high);
            return (clamped, [x - clamped]);
        }
    }
}
