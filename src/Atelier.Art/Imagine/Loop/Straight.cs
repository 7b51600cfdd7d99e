using Atelier.Torch.Dispatch;
using Atelier.Models.Codecs;

namespace Atelier.Art.Imagine.Loop;

/// <summary>Steps whose gradient is not their derivative.</summary>
public static class Straight
{
    /// <summary>The value of one tensor, the gradient going to the other (<c>replace_grad</c>).</summary>
    public static Tensor Through(Tensor value, Tensor gradientTo)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(gradientTo + (value - gradientTo).detach());
    }

    /// <summary>Limits to [low, high]; beyond the limits only gradients that lead back pass (<c>clamp_with_grad</c>).</summary>
    public static Tensor Clamp(Tensor x, double low, double high)
    {
        return AutogradFunction.Apply([x], Limit, (gradient, saved) => [gradient * (gradient * saved[0]).ge(0).to(gradient.dtype)]);

        (Tensor, Tensor[]) Limit()
        {
            var limited = x.clamp(low, high);
            return (limited, [x - limited]);
        }
    }

    /// <summary>Nearest codebook entry of each position of z [b, e, h, w]; the gradient passes
    /// straight through. Indices i64 [b · h · w].</summary>
    public static (Tensor Latent, Tensor Indices) Quantize(Tensor z, Tensor codebook)
    {
        using var scope = NewDisposeScope();
        var rows = z.permute(0, 2, 3, 1);                                                          // [b, h, w, e]
        var indices = Codebook.Nearest(rows.detach().reshape(-1, rows.size(3)), codebook);
        var chosen = Functional.embedding(indices, codebook).reshape(rows.shape).permute(0, 3, 1, 2); // [b, e, h, w]
        return scope.MoveToOuter(Through(chosen, z), indices);
    }
}
