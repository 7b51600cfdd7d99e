using Atelier.Core;
using Atelier.Hub;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>Chooses and loads the network that upscales.</summary>
public static class UpscalerSelection
{
    /// <summary>Real-ESRGAN's small network for drawings, the default once it has been downloaded.</summary>
    public const string Preferred = "realesr-animevideov3";

    /// <summary>The network that ships with Atelier.</summary>
    public const string Shipped = "upscale-glyphs";

    private const double Room = 2e9; // bytes, to load a network and to work on a tile with it

    /// <summary>The default: <see cref="Preferred"/> if it is installed, else <see cref="Shipped"/>.</summary>
    public static string Default() => ModelHub.Names.Contains(Preferred) ? Preferred : Shipped;

    /// <summary>The weak-denoise twin of a model, for blending by deep network interpolation. <c>keeps_noise</c> in the configuration names
    /// it; realesr-general-x4v3's is realesr-general-wdn-x4v3 beside it.</summary>
    /// <param name="name">Name or path of the model that removes noise.</param>
    /// <exception cref="ModelFileException">The model has no twin, or it is not installed.</exception>
    public static string WeakDenoiseTwin(string name)
    {
        const string Removes = "realesr-general-x4v3", Keeps = "realesr-general-wdn-x4v3";
        var partner = ModelHub.Find(name).Config.String("keeps_noise")
            ?? (name.Contains(Removes, StringComparison.Ordinal) ? name.Replace(Removes, Keeps, StringComparison.Ordinal) : null)
                ?? throw new ModelFileException(
                    $"Denoising by degrees blends a model that removes noise with its twin that keeps it; {name} has none. " +
                    $"{Removes} with {Keeps} is such a pair.");
        return ModelHub.Names.Contains(partner) || File.Exists(partner) || Directory.Exists(partner) ? partner
            : throw new ModelFileException($"Denoising by degrees blends {name} with {partner}, which is not on this machine.");
    }

    /// <summary>An upscaler that stays loaded in a cache, whose own it is.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="name">Name or path.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="ModelFileException">The model is missing, or is no upscaler.</exception>
    public static Upscaler Load(NetworkCache cache, string name, bool fast, Device device) => cache.Get(
        $"upscaler {device} {fast} {FileStamp.Of(ModelHub.Find(name).Weights)}", device.type == DeviceType.CPU ? Room : null,
        () => Load(name, null, 0, fast, device));

    /// <summary>Loads an upscaler, interpolated with another one if that is named.</summary>
    /// <param name="name">Name or path.</param>
    /// <param name="blend">Another of the same architecture, or null.</param>
    /// <param name="alpha">Weight of the other, 0 to 1.</param>
    /// <param name="fast">bf16 instead of fp32.</param>
    /// <param name="device">The device to compute on.</param>
    /// <exception cref="ModelFileException">A model is missing, is no upscaler, or has another architecture than the other.</exception>
    public static Upscaler Load(string name, string? blend, double alpha, bool fast, Device device)
    {
        var files = ModelHub.Find(name);
        var stored = UpscalerFile.Renamed(files.Open(), files.Weights);
        if (blend is not null)
        {
            var other = ModelHub.Find(blend);
            stored = NetworkInterpolation.Blend(stored, name, UpscalerFile.Renamed(other.Open(), other.Weights), blend, alpha);
        }

        var network = UpscalerFile.Build(stored, files.Weights, files.Config);
        network.to(device);
        if (fast)
        {
            network.ToBFloat16();
        }

        return network;
    }
}
