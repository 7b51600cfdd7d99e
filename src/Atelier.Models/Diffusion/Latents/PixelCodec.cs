namespace Atelier.Models.Diffusion.Latents;

/// <summary>No latents: the pixels themselves, in [-1, 1], as in Ho et al., "Denoising Diffusion Probabilistic Models", 2020.</summary>
public sealed class PixelCodec : ILatentCodec
{
    /// <inheritdoc/>
    public int Factor => 1;

    /// <inheritdoc/>
    public long Channels => 3;

    /// <inheritdoc/>
    public Tensor Encode(Tensor pictures) => (pictures * 2) - 1;

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents, int? tile = null)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(DecodeUnclamped(latents).clamp(0, 1));
    }

    /// <inheritdoc/>
    public Tensor DecodeUnclamped(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((latents + 1) / 2);
    }

    /// <inheritdoc/>
    public Tensor Preview(Tensor latents) => Decode(latents);

    /// <summary>Releases nothing.</summary>
    public void Dispose()
    {
    }
}
