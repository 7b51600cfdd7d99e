namespace Atelier.Models.Diffusion.Latents;

/// <summary>Pictures to the latents that a diffusion model knows and back. b batch, z latent channels, f <see cref="Factor"/>.</summary>
public interface ILatentCodec : IDisposable
{
    /// <summary>f: how many pixels a latent pixel spans in each direction.</summary>
    int Factor { get; }

    /// <summary>z.</summary>
    long Channels { get; }

    /// <summary>The latents of pictures [b, 3, h, w] in [0, 1]: [b, z, h / f, w / f], about as wide as standard normal noise.</summary>
    Tensor Encode(Tensor pictures);

    /// <summary>Pictures [b, 3, h f, w f] in [0, 1] of latents [b, z, h, w].</summary>
    /// <param name="latents">[b, z, h, w].</param>
    /// <param name="tile">Side of the tiles to decode one by one, in latent pixels, which takes less memory; null for all at
    /// once.</param>
    Tensor Decode(Tensor latents, int? tile = null);

    /// <summary>The same pictures before they are clamped to [0, 1]; gradients reach the latents.</summary>
    /// <param name="latents">[b, z, h, w].</param>
    Tensor DecodeUnclamped(Tensor latents);

    /// <summary>Rough pictures [b, 3, h', w'] in [0, 1] of clean latents, in little time.</summary>
    Tensor Preview(Tensor latents);
}
