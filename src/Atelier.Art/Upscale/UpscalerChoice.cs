using Atelier.Core;
using Atelier.Hub;
using Atelier.Models.SuperResolution;

namespace Atelier.Art.Upscale;

/// <summary>Which network enlarges, and how it computes.</summary>
public static class UpscalerChoice
{
    /// <summary>Real-ESRGAN's small network for drawings, once it has been fetched.</summary>
    public const string Preferred = "realesr-animevideov3";

    /// <summary>The one that comes with Atelier.</summary>
    public const string Shipped = "upscale-glyphs";

    /// <summary>What is used when nothing is said: <see cref="Preferred"/> if it is on a shelf, else <see cref="Shipped"/>.</summary>
    public static string Default() => ModelHub.Names.Contains(Preferred) ? Preferred : Shipped;

    /// <summary>The model to blend with for <c>--denoise</c>: the same network trained to leave noise as it is. <c>keeps_noise</c> in the
    /// configuration names it; realesr-general-x4v3's is realesr-general-wdn-x4v3, beside it.</summary>
    /// <param name="name">Name or path of the model that removes noise.</param>
    /// <exception cref="UserException">There is no such pair, or the other half is missing.</exception>
    public static string NoisePartner(string name)
    {
        const string Removes = "realesr-general-x4v3", Keeps = "realesr-general-wdn-x4v3";
        var partner = ModelHub.Find(name).Config.String("keeps_noise")
            ?? (name.Contains(Removes, StringComparison.Ordinal) ? name.Replace(Removes, Keeps, StringComparison.Ordinal) : null)
                ?? throw new UserException(
                    $"--denoise blends a model that removes noise with its twin that keeps it; {name} has none. {Removes} with {Keeps} " +
                    "is such a pair.");
        return ModelHub.Names.Contains(partner) || File.Exists(partner) || Directory.Exists(partner) ? partner
            : throw new UserException($"--denoise blends {name} with {partner}, which is not on this machine.");
    }

    /// <summary>Loads an upscaler, mixed with another if that is named.</summary>
    /// <param name="name">Name or path.</param>
    /// <param name="blend">Another of the same architecture, or null.</param>
    /// <param name="alpha">The share of the other, 0 to 1.</param>
    /// <param name="fast">In bf16.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="UserException">A model is missing, is no upscaler, or does not fit the other.</exception>
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
