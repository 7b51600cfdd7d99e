namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>Noise of several pictures, each from its own seed: a picture is the same alone and in a batch. n pictures.</summary>
internal sealed class LatentNoise(IReadOnlyList<long> seeds, Device device) : IDisposable
{
    private readonly Generator[] _generators = [.. seeds.Select(seed => new Generator((ulong)seed))]; // on the CPU: the same on all devices

    /// <summary>Standard normal numbers [n, c, h, w] on the device.</summary>
    /// <param name="shape">c, h, w.</param>
    public Tensor Draw(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack(_generators.Select(one => randn(shape, generator: one)), 0).to(device));
    }

    /// <summary>Releases the generators.</summary>
    public void Dispose() => Array.ForEach(_generators, one => one.Dispose());
}
