namespace Atelier.Models.Codecs;

/// <summary>Nearest-neighbour search and lookup in a codebook. n rows, k entries, e width.</summary>
public static class Codebook
{
    private const long Distances = 1 << 20; // per block, so that they stay in the processor's cache

    /// <summary>The index of the nearest entry of codebook [k, e] for each of rows [n, e], i64 [n].</summary>
    public static Tensor Nearest(Tensor rows, Tensor codebook)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (entries, squares) = (codebook.transpose(0, 1), codebook.square().sum([1])); // [e, k], [k]
        return scope.MoveToOuter(cat([.. rows.split(Math.Max(1, Distances / codebook.size(0)), 0).Select(NearestOf)], 0));

        Tensor NearestOf(Tensor block) // |z - e|² = z² + e² - 2 z e, of which z² is the same for all e
        {
            using var inner = NewDisposeScope();
            return inner.MoveToOuter(addmm(squares, block, entries, (float)1, (float)-2).argmin(1));
        }
    }

    /// <summary>The nearest entry of each position of z [b, e, h, w], with a straight-through gradient to z. Indices i64 [b · h · w].
    /// </summary>
    public static (Tensor Latent, Tensor Indices) Quantize(Tensor z, Tensor codebook)
    {
        using var scope = NewDisposeScope();
        var rows = z.permute(0, 2, 3, 1);                                                          // [b, h, w, e]
        var indices = Nearest(rows.detach().reshape(-1, rows.size(3)), codebook);
        var quantized = Functional.embedding(indices, codebook).reshape(rows.shape).permute(0, 3, 1, 2); // [b, e, h, w]
        return scope.MoveToOuter(StraightThrough.ReplaceGradient(quantized, z), indices);
    }

    /// <summary>The entries of codebook [k, e] for indices i64 [b · h · w], as [b, e, h, w].</summary>
    public static Tensor Lookup(Tensor codebook, Tensor indices, long batch, long height, long width)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(
            Functional.embedding(indices.reshape(-1), codebook).reshape(batch, height, width, -1).permute(0, 3, 1, 2).contiguous());
    }
}
