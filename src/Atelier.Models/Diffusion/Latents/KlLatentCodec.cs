using Atelier.Models.Codecs.Kl;

namespace Atelier.Models.Diffusion.Latents;

/// <summary>The latents of a variational autoencoder, as Stable Diffusion has them. b batch, z latent channels, f
/// <see cref="KlOptions.Factor"/>.</summary>
/// <param name="autoencoder">The network; the codec owns it.</param>
/// <param name="scale">What its latents are multiplied by for the diffusion model, <see cref="KlOptions.ScalingFactor"/>.</param>
/// <param name="isXl">Of SDXL; else of Stable Diffusion 1 or 2.</param>
public sealed class KlLatentCodec(AutoencoderKl autoencoder, double scale, bool isXl) : ILatentCodec
{
    private const double Overlap = 0.25; // of a tile's side

    /// <inheritdoc/>
    public int Factor => autoencoder.Options.Factor;

    /// <inheritdoc/>
    public long Channels => autoencoder.Options.LatentChannels;

    /// <summary>The mean latents of pictures [b, 3, h, w] in [0, 1]: [b, z, h / f, w / f].</summary>
    public Tensor Encode(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return scope.MoveToOuter(autoencoder.encode((pictures.to(autoencoder.Device) * 2) - 1).Mean * scale);
    }

    /// <summary>Pictures [b, 3, h f, w f] in [0, 1] of latents [b, z, h, w], one after another: they take much memory.</summary>
    /// <param name="latents">[b, z, h, w].</param>
    /// <param name="tile">Side of the tiles to decode one by one, in latent pixels, which takes less memory; null for all at
    /// once. Neighbours overlap by a quarter and are blended.</param>
    public Tensor Decode(Tensor latents, int? tile = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var isTiled = tile < latents.size(2) || tile < latents.size(3);
        var decoded = (latents / scale).split(1, 0).Select(one => isTiled ? Tiled(one, tile!.Value) : autoencoder.decode(one));
        return scope.MoveToOuter(((cat([.. decoded], 0) / 2) + 0.5).clamp(0, 1));
    }

    /// <inheritdoc/>
    public Tensor DecodeUnclamped(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter((autoencoder.decode(latents / scale) / 2) + 0.5);
    }

    /// <inheritdoc/>
    public Tensor Preview(Tensor latents) => LatentPreview.Draw(latents, isXl);

    /// <summary>Releases the network.</summary>
    public void Dispose() => autoencoder.Dispose();

    private Tensor Tiled(Tensor latents, int tile)
    {
        using var scope = NewDisposeScope();
        var (b, h, w, f) = (latents.size(0), latents.size(2), latents.size(3), Factor);
        var sum = zeros([b, 3, h * f, w * f], device: latents.device);
        var weights = zeros([1, 1, h * f, w * f], device: latents.device);
        foreach (var (top, height) in Spans(h, tile))
        {
            foreach (var (left, width) in Spans(w, tile))
            {
                using var step = NewDisposeScope();
                var decoded = autoencoder.decode(latents.narrow(2, top, height).narrow(3, left, width));
                var weight = Ramp(height * f).unsqueeze(1) * Ramp(width * f).unsqueeze(0);                      // [h f, w f]
                sum.narrow(2, top * f, height * f).narrow(3, left * f, width * f).add_(decoded * weight);
                weights.narrow(2, top * f, height * f).narrow(3, left * f, width * f).add_(weight);
            }
        }

        return scope.MoveToOuter(sum / weights);

        Tensor Ramp(long length)
        {
            var distance = arange(length, dtype: ScalarType.Float32, device: latents.device) + 1;
            return minimum(distance, distance.flip(0)).clamp(max: tile * f * Overlap);
        }
    }

    // begin and length of tiles that overlap and cover a side
    private static IEnumerable<(long From, long Length)> Spans(long side, int tile)
    {
        var length = Math.Min(side, tile);
        var count = side <= tile ? 1 : (int)Math.Ceiling((side - (tile * Overlap)) / (tile * (1 - Overlap)));
        return Enumerable.Range(0, count).Select(i => (count == 1 ? 0 : i * (side - length) / (count - 1), length));
    }
}
