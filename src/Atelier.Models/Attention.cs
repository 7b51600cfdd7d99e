namespace Atelier.Models;

/// <summary>Scaled dot-product attention (Vaswani et al., "Attention Is All You Need", 2017), one for all networks.
/// b batch, h heads, t queries, s keys, k width of a head.</summary>
internal static class Attention
{
    /// <summary>softmax(q kᵀ / √k) v.</summary>
    /// <param name="q">[b, h, t, k].</param>
    /// <param name="k">[b, h, s, k].</param>
    /// <param name="v">[b, h, s, k].</param>
    /// <param name="mask">Broadcast to [b, h, t, s]: numbers to add to the scores, or booleans, true where attention is allowed.</param>
    /// <returns>[b, h, t, k].</returns>
    /// <remarks>On the CPU the gradient of libtorch's fused attention is several times slower than that of the formula.</remarks>
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? mask = null) =>
        q.device.type == DeviceType.CPU && is_grad_enabled() && (q.requires_grad || k.requires_grad || v.requires_grad)
            ? Formula(q, k, v, mask)
            : F.scaled_dot_product_attention(q, k, v, mask);

    private static Tensor Formula(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var scores = (q * Math.Pow(q.size(3), -0.5)).matmul(k.transpose(2, 3));                 // [b, h, t, s]
        scores = mask is null ? scores
            : mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
            : scores + mask;
        return scope.MoveToOuter(scores.softmax(-1).matmul(v));
    }

    /// <summary>Splits heads into an axis: [b, t, h k] to [b, h, t, k].</summary>
    public static Tensor Split(Tensor x, int heads) => x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2);

    /// <summary>Merges heads again: [b, h, t, k] to [b, t, h k].</summary>
    public static Tensor Merge(Tensor x) => x.transpose(1, 2).flatten(2);
}
