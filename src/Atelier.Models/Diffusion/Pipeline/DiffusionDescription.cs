using Atelier.Core;
using Atelier.Models.Codecs.Kl;
using Atelier.Models.Diffusion.Files;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What is known of a model before it is loaded.</summary>
/// <param name="Defaults">How it wants to be sampled.</param>
/// <param name="Factor">Width and height are multiples of this.</param>
/// <param name="Parameters">Numbers of all its networks.</param>
/// <param name="FeatureMaps">Numbers that they hold at a time.</param>
public sealed record DiffusionDescription(DiffusionDefaults Defaults, int Factor, long Parameters, FeatureMaps FeatureMaps)
{
    /// <summary>Describes a model by the headers of its files.</summary>
    /// <param name="path">The diffusers folder or the file.</param>
    /// <param name="autoencoder">An autoencoder apart; null for the model's own.</param>
    /// <exception cref="ModelFileException">Something is missing or damaged.</exception>
    public static DiffusionDescription Read(string path, string? autoencoder = null)
    {
        if (TrainedDiffusionFile.Recognises(path))
        {
            return TrainedDiffusionFile.Describe(path);
        }

        var files = DiffusionFiles.Open(path);
        var (unet, vae) = (files.Unet, (autoencoder is null ? files : DiffusionFiles.Open(autoencoder)).Autoencoder);
        var latents = KlOptions.FromWeights(vae.Stored, vae.Where);
        var parts = new[] { unet, vae, files.HasText ? files.Text : null, files.HasSecondText ? files.SecondText : null };
        var options = UnetFile.FromWeights(unet.Stored, unet.Where);
        return new(
            DiffusionDefaults.ForModel(files, options, latents.Factor),
            latents.Factor,
            parts.OfType<DiffusionPart>().SelectMany(part => part.Stored.Values)
                .Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size)),
            FeatureMaps.Of(
                options, latents.Factor, FeatureMaps.OfDecoder(latents.Channels, latents.Multipliers, latents.ResBlocks)));
    }
}
