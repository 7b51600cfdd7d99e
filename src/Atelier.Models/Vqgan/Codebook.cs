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
}
