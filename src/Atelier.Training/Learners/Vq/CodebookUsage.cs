namespace Atelier.Training.Learners.Vq;

/// <summary>Tracks how often each codebook entry is used, and revives dead entries at random latents. k codebook size, e width.</summary>
internal sealed class CodebookUsage(int size, Device device) : IDisposable
{
    private const double UpdateRate = 0.02;
    private const double Jitter = 0.01;
    private readonly Tensor _usage = ones([size], device: device).DetachFromDisposeScope(); // [k], uses per step, moving average

    public Tensor State => _usage;

    public void Update(Tensor indices) // i64 [n]
    {
        using var scope = NewDisposeScope();
        _usage.lerp_(bincount(indices, null, size).to(ScalarType.Float32), UpdateRate);
    }

    /// <summary>e^entropy of the usage: the effective number of entries.</summary>
    public double Perplexity()
    {
        using var scope = NewDisposeScope();
        var share = _usage / _usage.sum();
        return Math.Exp(-(share * (share + 1e-10).log()).sum().ToDouble());
    }

    /// <summary>Replaces entries that are used less than once in <paramref name="deadAfter"/> steps by random latents.</summary>
    /// <param name="codebook">[k, e].</param>
    /// <param name="latent">[b, e, h, w].</param>
    /// <param name="random">Draws the latents.</param>
    /// <param name="deadAfter">Steps without use.</param>
    /// <returns>How many entries were replaced.</returns>
    public int Revive(Tensor codebook, Tensor latent, Generator random, double deadAfter = 30)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var usage = _usage.ToArray<float>();
        var dead = Enumerable.Range(0, size).Where(i => usage[i] < 1 / deadAfter).Select(i => (long)i).ToArray();
        if (dead.Length == 0)
        {
            return 0;
        }

        var rows = latent.permute(0, 2, 3, 1).reshape(-1, codebook.size(1));
        var replacements = rows.index_select(0, randint(0, rows.size(0), [dead.Length], device: random.device, generator: random));
        var at = tensor(dead, [dead.Length]).to(device);
        codebook.index_copy_(0, at, replacements + (randn(replacements.shape, device: random.device, generator: random) * Jitter));
        _usage.index_copy_(0, at, ones([dead.Length], device: device));
        return dead.Length;
    }

    public void Dispose() => _usage.Dispose();
}
