namespace Atelier.Training.Learners.Vq;

/// <summary>Updates a codebook by exponential moving averages of the latents assigned to its entries (van den Oord et al., 2017, appendix
/// A.1) instead of gradients. k entries of width e.</summary>
internal sealed class CodebookEma : IDisposable
{
    private const double Epsilon = 1e-5;
    private readonly double _decay;

    /// <summary>Starts with the codebook [k, e] as it is.</summary>
    public CodebookEma(Tensor codebook, double decay)
    {
        _decay = decay;
        Counts = ones([codebook.size(0)], device: codebook.device).DetachFromDisposeScope();
        Sums = codebook.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Moving averages of the number of latents assigned to each entry, [k].</summary>
    public Tensor Counts { get; }

    /// <summary>Moving averages of the sum of those latents, [k, e].</summary>
    public Tensor Sums { get; }

    /// <summary>Updates the codebook with latents [b, e, h, w] and the indices i64 [b·h·w] of their entries.</summary>
    public void Update(Tensor codebook, Tensor latent, Tensor indices)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var rows = latent.detach().permute(0, 2, 3, 1).reshape(-1, codebook.size(1)); // [b·h·w, e]
        Counts.lerp_(bincount(indices, null, codebook.size(0)).to(ScalarType.Float32), 1 - _decay);
        Sums.lerp_(zeros_like(Sums).index_add_(0, indices, rows, 1), 1 - _decay);
        codebook.detach().copy_(Sums / (Counts + Epsilon).unsqueeze(1));
    }

    /// <summary>Makes the averages match the codebook, after entries were replaced.</summary>
    public void Reset(Tensor codebook)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Sums.copy_(codebook.detach() * (Counts + Epsilon).unsqueeze(1));
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Counts.Dispose();
        Sums.Dispose();
    }
}
