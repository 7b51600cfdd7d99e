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

    /// <summary>x σ(1.702 x), the GELU of OpenAI's CLIP.</summary>
    public static Tensor quick_gelu(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(nn.functional.silu(x * 1.702) / 1.702);
    }
}
