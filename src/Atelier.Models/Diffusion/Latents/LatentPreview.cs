namespace Atelier.Models.Diffusion.Latents;

/// <summary>Rough pictures of latents by a linear map, without the autoencoder. b batch.</summary>
public static class LatentPreview
{
    // red, green and blue in [-1, 1] of each latent channel, as keturn measured them for Stable Diffusion 1.4
    private static readonly float[] First =
        [0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f];

    // the same of SDXL in 255ths, and what is added, from diffusers' documentation of callbacks
    private static readonly float[] Xl = [60, 60, 60, -60, -5, 10, 25, 15, -5, -70, -50, -35];
    private static readonly float[] XlBias = [150, 140, 130];

    /// <summary>Latents [b, 4, h, w] to pictures [b, 3, h, w] in [0, 1].</summary>
    /// <param name="latents">As the diffusion model knows them, clean.</param>
    /// <param name="isXl">Of SDXL; else of Stable Diffusion 1 or 2.</param>
    public static Tensor Draw(Tensor latents, bool isXl)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var colours = einsum("bzhw,zc->bchw", latents, tensor(isXl ? Xl : First, [4, 3]).to(latents.device));
        colours = isXl ? (colours + tensor(XlBias, [1, 3, 1, 1]).to(latents.device)) / 255 : (colours / 2) + 0.5;
        return scope.MoveToOuter(colours.clamp(0, 1));
    }
}
