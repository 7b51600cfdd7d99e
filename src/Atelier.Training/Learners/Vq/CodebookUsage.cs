namespace Atelier.Training.Learners.Vq;

/// <summary>Follows how often each codebook entry is chosen, and puts dead ones where latents are. k codebook size, e width.</summary>
internal sealed class CodebookUsage(int size, Device device) : IDisposable
{
    private readonly Tensor _usage = ones([size], device: device).DetachFromDisposeScope(); // [k], choices a step, moving average

    public Tensor State => _usage;

    public void Update(Tensor indices) // i64 [n]
    {
        using var scope = NewDisposeScope();
        _usage.lerp_(bincount(indices, null, size).to(ScalarType.Float32), 0.02);
    }

    /// <summary>e^entropy of the choices: how many entries are in even use.</summary>
    public double Perplexity()
    {
        using var scope = NewDisposeScope();
        var share = _usage / _usage.sum();
        return Math.Exp(-(share * (share + 1e-10).log()).sum().ToDouble());
    }

    /// <summary>Moves entries chosen less than once in <paramref name="rare"/> steps to random latents; returns how many.</summary>
    public int Revive(Tensor codebook, Tensor latent, Generator random, double rare = 30) // [k, e], [b, e, h, w]
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var usage = _usage.ToArray<float>();
        var dead = Enumerable.Range(0, size).Where(i => usage[i] < 1 / rare).Select(i => (long)i).ToArray();
        if (dead.Length == 0)
        {
            return 0;
        }

        var rows = latent.permute(0, 2, 3, 1).reshape(-1, codebook.size(1));
        var chosen = rows.index_select(0, randint(0, rows.size(0), [dead.Length], device: random.device, generator: random));
        var at = tensor(dead, [dead.Length]).to(device);
        codebook.index_copy_(0, at, chosen + (randn(chosen.shape, device: random.device, generator: random) * 0.01));
        _usage.index_copy_(0, at, ones([dead.Length], device: device));
        return dead.Length;
    }

    public void Dispose() => _usage.Dispose();
}
