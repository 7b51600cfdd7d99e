namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>Rough pictures of latents by a linear map, without the autoencoder. b batch.</summary>
public static class LatentPreview
{
    // red, green and blue in [-1, 1] of each latent channel: stable-diffusion-webui's "approximate cheap" maps
    private static readonly float[] First =
        [0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f];

    private static readonly float[] Xl =
        [0.3448f, 0.4168f, 0.4395f, -0.1953f, -0.0290f, 0.0250f, 0.1074f, 0.0886f, -0.0163f, -0.3730f, -0.2499f, -0.2088f];

    /// <summary>Latents [b, 4, h, w] to pictures [b, 3, h, w] in [0, 1].</summary>
    /// <param name="latents">As the diffusion model knows them, clean.</param>
    /// <param name="isXl">Of SDXL; else of Stable Diffusion 1 or 2.</param>
    public static Tensor Draw(Tensor latents, bool isXl)
    {
        using var scope = NewDisposeScope();
        using var pause = no_grad();
        var map = tensor(isXl ? Xl : First, [4, 3]).to(latents.device);
        return scope.MoveToOuter(((einsum("bzhw,zc->bchw", latents, map) / 2) + 0.5).clamp(0, 1));
    }
}
