using Atelier.Models.Codecs;
using Atelier.Torch.Dispatch;

namespace Atelier.Art.Imagine.Loop;

/// <summary>Operations whose gradient is not their derivative.</summary>
public static class StraightThrough
{
    /// <summary>The straight-through estimator (<c>replace_grad</c>): the value of one tensor, with the gradient flowing to another.
    /// </summary>
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

    /// <summary>The nearest codebook entry of each position of z [b, e, h, w], with a straight-through gradient. Indices i64 [b · h · w].
    /// </summary>
    public static (Tensor Latent, Tensor Indices) Quantize(Tensor z, Tensor codebook)
    {
        using var scope = NewDisposeScope();
        var rows = z.permute(0, 2, 3, 1);                                                          // [b, h, w, e]
        var indices = Codebook.Nearest(rows.detach().reshape(-1, rows.size(3)), codebook);
        var quantized = Functional.embedding(indices, codebook).reshape(rows.shape).permute(0, 3, 1, 2); // [b, e, h, w]
        return scope.MoveToOuter(ReplaceGradient(quantized, z), indices);
    }
}
