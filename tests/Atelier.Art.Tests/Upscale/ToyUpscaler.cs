using Atelier.Models.SuperResolution;

namespace Atelier.Art.Tests.Upscale;

/// <summary>Small upscalers with random weights.</summary>
internal static class ToyUpscaler
{
    public static Upscaler Make(string kind)
    {
        using var random = new Generator(3);
        return kind == "rrdb"
            ? new RrdbNet(Weights.Fresh(random), new() { Features = 8, Blocks = 1, Growth = 4 })
            : new SrvggNet(Weights.Fresh(random), new() { Features = 8, Convolutions = 3 });
    }
}
