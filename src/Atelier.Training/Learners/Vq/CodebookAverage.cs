namespace Atelier.Training.Learners.Vq;

/// <summary>A codebook whose entries are moving averages of the latents that chose them (van den Oord et al., 2017, appendix A.1) instead
/// of learning by gradient. k entries of width e.</summary>
internal sealed class CodebookAverage : IDisposable
{
    private const double Epsilon = 1e-5;
    private readonly double _decay;

    /// <summary>Begins at the codebook [k, e] as it is.</summary>
    public CodebookAverage(Tensor codebook, double decay)
    {
        _decay = decay;
        Counts = ones([codebook.size(0)], device: codebook.device).DetachFromDisposeScope();
        Sums = codebook.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>How often each entry was chosen, [k], a moving average.</summary>
    public Tensor Counts { get; }

    /// <summary>Sums of what chose each entry, [k, e], moving averages.</summary>
    public Tensor Sums { get; }

    /// <summary>Moves the codebook towards latents [b, e, h, w] by the entries i64 [b · h · w] they chose.</summary>
    public void Update(Tensor codebook, Tensor latent, Tensor indices)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var rows = latent.detach().permute(0, 2, 3, 1).reshape(-1, codebook.size(1)); // [b h w, e]
        Counts.lerp_(bincount(indices, null, codebook.size(0)).to(ScalarType.Float32), 1 - _decay);
        Sums.lerp_(zeros_like(Sums).index_add_(0, indices, rows, 1), 1 - _decay);
        codebook.detach().copy_(Sums / (Counts + Epsilon).unsqueeze(1));
    }

    /// <summary>Starts anew at the codebook as it is now, after entries were put elsewhere.</summary>
    public void Restart(Tensor codebook)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        Sums.copy_(codebook.detach() * (Counts + Epsilon).unsqueeze(1));
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Counts.Dispose();
        Sums.Dispose();
    }
}
