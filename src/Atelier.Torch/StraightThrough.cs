using Atelier.Core;
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
    /// <exception cref="NativeLibraryException">A gradient is required, libtorch is not the version that TorchSharp was built for, and no
    /// <see cref="GradientCuts"/> lives on this thread.</exception>
    public static Tensor Clamp(Tensor x, double low, double high)
    {
        return GradientCuts.Clamp(x, low, high)
            ?? AutogradFunction.Apply([x], Forward, (gradient, saved) => [LeadingBack(gradient, saved[0])]);

        (Tensor, Tensor[]) Forward()
        {
            var clamped = x.clamp(low, high);
            return (clamped, [x - clamped]);
        }
    }

    // the gradient without what leads further outside
    internal static Tensor LeadingBack(Tensor gradient, Tensor outside) => gradient * (gradient * outside).ge(0).to(gradient.dtype);
}
