using Atelier.Tensors;

namespace Atelier.Training.Learners;

/// <summary>Follows how often each codebook entry is chosen, and puts dead ones where latents are. k codebook size, e width.</summary>
internal sealed class CodebookUsage(int size, Device device) : IDisposable
{
    private readonly Tensor _usage = Tensor.Ones([size], device).Persist(); // [k], choices a step, moving average

    public Tensor State => _usage;

    public void Update(Tensor indices) // i64 [n]
    {
        using var scope = TensorScope.Enter();
        _usage.LerpInPlace(indices.BinCount(size).To(DType.Float32), 0.02);
    }

    /// <summary>e^entropy of the choices: how many entries are in even use.</summary>
    public double Perplexity()
    {
        using var scope = TensorScope.Enter();
        var share = _usage / _usage.Sum();
        return Math.Exp(-(share * (share + 1e-10).Log()).Sum().Item());
    }

    /// <summary>Moves entries chosen less than once in <paramref name="rare"/> steps to random latents; returns how many.</summary>
    public int Revive(Tensor codebook, Tensor latent, RandomGenerator random, double rare = 30) // [k, e], [b, e, h, w]
    {
        using var scope = TensorScope.Enter();
        using var pause = Autograd.Pause();
        var usage = _usage.ToArray<float>();
        var dead = Enumerable.Range(0, size).Where(i => usage[i] < 1 / rare).Select(i => (long)i).ToArray();
        if (dead.Length == 0)
        {
            return 0;
        }

        var rows = latent.Permute(0, 2, 3, 1).Reshape(-1, codebook.Size(1));
        var chosen = rows.IndexSelect(0, Tensor.RandInt(0, rows.Size(0), [dead.Length], random));
        var at = Tensor.From(dead, dead.Length).To(device);
        codebook.IndexCopyInPlace(0, at, chosen + (Tensor.Randn(chosen.Shape, random) * 0.01));
        _usage.IndexCopyInPlace(0, at, Tensor.Ones([dead.Length], device));
        return dead.Length;
    }

    public void Dispose() => _usage.Dispose();
}
