using Atelier.Hub;
using Atelier.Models;
using Atelier.Models.SuperResolution;
using Atelier.Nn;
using Atelier.Tensors;

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

    /// <summary>Loads an upscaler, mixed with another if that is named, in bf16 where the processor computes in it.</summary>
    /// <param name="name">Name or path.</param>
    /// <param name="blend">Another of the same architecture, or null.</param>
    /// <param name="alpha">The share of the other, 0 to 1.</param>
    /// <param name="precision">fp32, bf16, or null for the faster.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="UserException">A model is missing, is no upscaler, or does not fit the other.</exception>
    public static IUpscaler Load(string name, string? blend, double alpha, string? precision, Device device)
    {
        if (precision is not (null or "fp32" or "bf16"))
        {
            throw new UserException($"--precision '{precision}' is neither fp32 nor bf16.");
        }

        var files = ModelHub.Find(name);
        var stored = UpscalerFile.Renamed(files.Open(), files.Weights);
        if (blend is not null)
        {
            var other = ModelHub.Find(blend);
            stored = NetworkInterpolation.Blend(stored, name, UpscalerFile.Renamed(other.Open(), other.Weights), blend, alpha);
        }

        var network = UpscalerFile.Build(stored, files.Weights);
        network.Parameters.To(device);
        if (precision == "bf16" || (precision is null && device.IsCpu && Processor.HasBf16))
        {
            network.ToFastPath();
        }

        return network;
    }
}
