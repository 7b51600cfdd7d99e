using Atelier.Tensors;

namespace Atelier.Models.Vqgan;

/// <summary>Looking things up in a codebook. n rows, k entries, e width.</summary>
public static class Codebook
{
    private const long Distances = 1 << 20; // computed at a time: they stay in the processor's cache

    /// <summary>The index of the nearest entry of codebook [k, e] for each of rows [n, e], i64 [n].</summary>
    public static Tensor Nearest(Tensor rows, Tensor codebook)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var (entries, squares) = (codebook.Transpose(0, 1), codebook.Square().Sum([1])); // [e, k], [k]
        return scope.Keep(Tensor.Concat(0, [.. rows.Split(Math.Max(1, Distances / codebook.Size(0)), 0).Select(NearestOf)]));

        Tensor NearestOf(Tensor few) // |z - e|² = z² + e² - 2 z e, of which z² is the same for all e
        {
            using var inner = TensorScope.Enter();
            return inner.Keep(Functional.AddMatMul(squares, few, entries, beta: 1, alpha: -2).ArgMin(1));
        }
    }

    /// <summary>The entries of codebook [k, e] for indices i64 [b · h · w], as [b, e, h, w].</summary>
    public static Tensor Lookup(Tensor codebook, Tensor indices, long batch, long height, long width)
    {
        using var scope = TensorScope.Enter();
        return scope.Keep(Functional.Embedding(codebook, indices.Reshape(-1)).Reshape(batch, height, width, -1).Permute(0, 3, 1, 2).Contiguous());
    }
}
