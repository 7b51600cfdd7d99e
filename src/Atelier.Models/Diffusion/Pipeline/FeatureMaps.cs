using Atelier.Models.Diffusion.Unet;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>How many numbers the networks of a model hold at a time, for each pixel of a picture. The shares are rough: docs/diffusion.md
/// says what was measured.</summary>
/// <param name="Held">While it draws.</param>
/// <param name="Kept">While a gradient is computed through a call of the UNet and the decoder.</param>
public sealed record FeatureMaps(double Held, double Kept)
{
    private const double PerConvolution = 3.5;      // kept tensors of its output's size
    private const double PerTransformer = 55;       // kept tensors of [pixels, width] of a block
    private const double BesideSkips = 20;          // feature maps of the first level that lie beside the skip connections
    private const double Passes = 2;                // words and negative words
    private const double PerDecoderConvolution = 2.3;
    private const double OfDecoderAtOnce = 10;      // feature maps at full resolution

    /// <summary>Of a UNet and the decoder of its latents.</summary>
    /// <param name="unet">The UNet.</param>
    /// <param name="factor">How many pixels a latent pixel spans in each direction.</param>
    /// <param name="decoder">The decoder's.</param>
    public static FeatureMaps Of(UnetOptions unet, int factor, FeatureMaps decoder)
    {
        var (kept, skips) = (0.0, 0.0);
        for (var level = 0; level < unet.BlockOutChannels.Count; level++)
        {
            var isLast = level + 1 == unet.BlockOutChannels.Count;
            var blocks = (2 * unet.LayersPerBlock) + 1 + (isLast ? 2 : 0); // down, up and in the middle
            var transformers = unet.HasAttention[level] ? unet.TransformerLayers[level] * PerTransformer : 0;
            var map = unet.BlockOutChannels[level] / Math.Pow(4, level);
            kept += map * blocks * ((4 * PerConvolution) + transformers);
            skips += map * (unet.LayersPerBlock + 1);
        }

        double perLatent = factor * factor;
        return new(
            Math.Max(Passes * (skips + (BesideSkips * unet.BlockOutChannels[0])) / perLatent, decoder.Held),
            (Passes * kept / perLatent) + decoder.Kept);
    }

    /// <summary>Of the decoder of a VQGAN or of a Stable Diffusion autoencoder. Each residual block keeps two norms and two convolutions,
    /// at the resolution of its level.</summary>
    /// <param name="channels">Channels at full resolution.</param>
    /// <param name="multipliers">Those of each level, in multiples.</param>
    /// <param name="resBlocks">Residual blocks a level, in the encoder.</param>
    public static FeatureMaps OfDecoder(int channels, IReadOnlyList<int> multipliers, int resBlocks) => new(
        OfDecoderAtOnce * channels * multipliers[0],
        PerDecoderConvolution
            * multipliers.Select((multiple, level) => 4 * (resBlocks + 1) * channels * multiple / Math.Pow(4, level)).Sum());
}
