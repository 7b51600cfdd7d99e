using Atelier.Tensors;

namespace Atelier.Models.Vqgan;

/// <summary>Looking things up in a codebook. n rows, k entries, e width.</summary>
public static class Codebook
{
    /// <summary>The index of the nearest entry of codebook [k, e] for each of rows [n, e], i64 [n].</summary>
    public static Tensor Nearest(Tensor rows, Tensor codebook)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var squares = rows.Square().Sum([1], keep: true) + codebook.Square().Sum([1]);
        var distances = squares - (2 * Functional.MatMul(rows, codebook.Transpose(0, 1))); // |z - e|² = z² + e² - 2 z e
        return scope.Keep(distances.ArgMin(1));
    }

    /// <summary>The entries of codebook [k, e] for indices i64 [b · h · w], as [b, e, h, w].</summary>
    public static Tensor Lookup(Tensor codebook, Tensor indices, long batch, long height, long width)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Functional.Embedding(codebook, indices.Reshape(-1)).Reshape(batch, height, width, -1).Permute(0, 3, 1, 2).Contiguous());
    }
}
