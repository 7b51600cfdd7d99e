namespace Atelier.Models.Diffusion.Files;

/// <summary>The weights of one network of a diffusion model, under the names that it asks for.</summary>
/// <param name="Stored">UNet: diffusers' names; autoencoder: the original ones; text encoder: transformers'.</param>
/// <param name="Config">The configuration that belongs to it; empty where there is none.</param>
/// <param name="Where">The file, for messages.</param>
public sealed record DiffusionPart(IReadOnlyDictionary<string, StoredTensor> Stored, ModelConfig Config, string Where)
{
    internal static DiffusionPart Unet(IReadOnlyDictionary<string, StoredTensor> stored, ModelConfig config, string where) =>
        new(UnetKeys.IsOriginal(stored) ? UnetKeys.ToDiffusers(stored) : stored, config, where);

    internal static DiffusionPart Autoencoder(IReadOnlyDictionary<string, StoredTensor> stored, ModelConfig config, string where) =>
        new(VaeKeys.IsDiffusers(stored) ? VaeKeys.ToOriginal(stored) : stored, config, where);

    /// <param name="stored">transformers' or open_clip's names.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="where">The file.</param>
    /// <param name="isPenultimate">See <see cref="TextKeys.FromOpenClip"/>.</param>
    internal static DiffusionPart Text(
        IReadOnlyDictionary<string, StoredTensor> stored, ModelConfig config, string where, bool isPenultimate = false) =>
        new(TextKeys.IsOpenClip(stored) ? TextKeys.FromOpenClip(stored, isPenultimate) : TextKeys.Normalised(stored), config, where);
}
