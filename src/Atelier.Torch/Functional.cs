namespace Atelier.Torch;

/// <summary>Functions that <c>torch.nn.functional</c> lacks.</summary>
public static class Functional
{
    /// <summary>Rows of a table by their indices.</summary>
    /// <param name="indices">i64 [..].</param>
    /// <param name="weight">[k, d].</param>
    /// <returns>[.., d].</returns>
    public static Tensor embedding(Tensor indices, Tensor weight)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(weight.index_select(0, indices.flatten()).reshape([.. indices.shape, weight.size(1)]));
    }

    /// <summary>x Wᵀ + b on the last axis. One matrix product, also where TorchSharp's would make one per row with a copy of W
    /// each, for x that is not contiguous, or would add b in a separate pass.</summary>
    /// <param name="x">[.., i].</param>
    /// <param name="weight">W [o, i].</param>
    /// <param name="bias">b [o], or none.</param>
    /// <returns>[.., o].</returns>
    public static Tensor linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (x.ndim == 2)
        {
            return nn.functional.linear(x, weight, bias);
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(nn.functional.linear(x.reshape(-1, x.size(-1)), weight, bias).reshape([.. x.shape[..^1], weight.size(0)]));
    }

    /// <summary>x σ(1.702 x), the GELU of OpenAI's CLIP.</summary>
    public static Tensor quick_gelu(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(nn.functional.silu(x * 1.702) / 1.702);
    }
}
