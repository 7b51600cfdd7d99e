using Atelier.Core;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Latents;
using Atelier.Models.Diffusion.Pipeline;

namespace Atelier.Models.Diffusion.Files;

/// <summary>Loads Stable Diffusion 1.x, 2.x or XL.</summary>
internal static class StableDiffusionFile
{
    /// <summary>Loads a model from a diffusers folder or one file.</summary>
    /// <exception cref="ModelFileException">Something is missing, damaged, unknown or does not belong together.</exception>
    public static DiffusionPipeline Load(string path, DiffusionLoading loading)
    {
        var files = DiffusionFiles.Open(path);
        var vae = loading.Autoencoder is { } apart ? DiffusionFiles.Open(apart).Autoencoder : files.Autoencoder;
        var parts = (Unet: files.Unet, Text: files.HasText ? files.Text : null, SecondText: files.HasSecondText ? files.SecondText : null);
        foreach (var (lora, weight) in loading.Loras)
        {
            parts = LoraFile.Merge(lora, weight, parts.Unet, parts.Text, parts.SecondText);
        }

        using var stack = new ExitStack();
        var unet = stack.Push(UnetFile.Load(parts.Unet, loading.Device));
        if (loading.BFloat16)
        {
            unet.ToBFloat16(); // before others are read, to take less memory
        }

        var autoencoder = stack.Push(AutoencoderFile.Load(vae, loading.Device));
        var words = stack.Push(DiffusionWords.Load(files, parts.Text, parts.SecondText, unet.Options, loading));
        var isUntold = !vae.Config.Has("scaling_factor") && !vae.Config.Has("model.params.scale_factor");
        var isXl = unet.Options.AdditionTimeEmbedDim is not null;
        if (loading.BFloat16)
        {
            autoencoder.ToBFloat16();
        }

        files.Close();
        var scale = isUntold && isXl ? KlOptions.XlScalingFactor : autoencoder.Options.ScalingFactor;
        return stack.PopAll(new DiffusionPipeline(unet, new KlLatentCodec(autoencoder, scale, isXl), words,
            DiffusionDefaults.ForModel(files, unet.Options, autoencoder.Options.Factor),
            name => DiffusionDefaults.Choose(name, files, unet.Options)));
    }
}
