using Atelier.Models.Vqgan;
using Atelier.Tensors;

namespace Atelier.Art.Imagine;

/// <summary>Steps whose gradient is not their derivative.</summary>
public static class Straight
{
    /// <summary>The value of one tensor, the gradient going to the other (<c>replace_grad</c>).</summary>
    public static Tensor Through(Tensor value, Tensor gradientTo)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(gradientTo + (value - gradientTo).Detach());
    }

    /// <summary>Limits to [low, high]; beyond the limits only gradients that lead back pass (<c>clamp_with_grad</c>).</summary>
    public static Tensor Clamp(Tensor x, double low, double high) => CustomFunction.Apply("clamp_with_grad", [x], input => input[0].Clamp(low, high), (gradient, saved) =>
    {
        var leadsBack = (gradient * (saved[0] - saved[0].Clamp(low, high))).GreaterEqual(0);
        return [gradient * leadsBack.To(gradient.DType)];
    });

    /// <summary>Nearest codebook entry of each position of z [b, e, h, w]; the gradient passes straight through. Indices i64 [b · h · w].</summary>
    public static (Tensor Latent, Tensor Indices) Quantize(Tensor z, Tensor codebook)
    {
        using var scope = TensorScope.Enter();
        var rows = z.Permute(0, 2, 3, 1);                                                          // [b, h, w, e]
        var indices = Codebook.Nearest(rows.Detach().Reshape(-1, rows.Size(3)), codebook);
        var chosen = Functional.Embedding(codebook, indices).Reshape(rows.Shape).Permute(0, 3, 1, 2); // [b, e, h, w]
        return scope.Keep(Through(chosen, z), indices);
    }
}
