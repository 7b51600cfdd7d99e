using Atelier.Tensors;

namespace Atelier.Training.Learners;

/// <summary>A codebook whose entries are moving averages of the latents that chose them (van den Oord et al., 2017, appendix A.1) instead of learning by gradient.
/// k entries of width e.</summary>
internal sealed class CodebookAverage : IDisposable
{
    private const double Epsilon = 1e-5;
    private readonly double _decay;

    /// <summary>Begins at the codebook [k, e] as it is.</summary>
    public CodebookAverage(Tensor codebook, double decay)
    {
        _decay = decay;
        Counts = Tensor.Ones([codebook.Size(0)], codebook.Device).Persist();
        Sums = codebook.Detach().Clone().Persist();
    }

    /// <summary>How often each entry was chosen, [k], a moving average.</summary>
    public Tensor Counts { get; }

    /// <summary>Sums of what chose each entry, [k, e], moving averages.</summary>
    public Tensor Sums { get; }

    /// <summary>Moves the codebook towards latents [b, e, h, w] by the entries i64 [b · h · w] they chose.</summary>
    public void Update(Tensor codebook, Tensor latent, Tensor indices)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var rows = latent.Detach().Permute(0, 2, 3, 1).Reshape(-1, codebook.Size(1)); // [b h w, e]
        Counts.LerpInPlace(indices.BinCount(codebook.Size(0)).To(DType.Float32), 1 - _decay);
        Sums.LerpInPlace(Sums.ZerosLike().IndexAddInPlace(0, indices, rows), 1 - _decay);
        codebook.Detach().CopyInPlace(Sums / (Counts + Epsilon).Unsqueeze(1));
    }

    /// <summary>Starts anew at the codebook as it is now, after entries were put elsewhere.</summary>
    public void Restart(Tensor codebook)
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        Sums.CopyInPlace(codebook.Detach() * (Counts + Epsilon).Unsqueeze(1));
    }

    /// <summary>Releases the tensors.</summary>
    public void Dispose()
    {
        Counts.Dispose();
        Sums.Dispose();
    }
}
