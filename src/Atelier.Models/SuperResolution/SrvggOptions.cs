using System.Globalization;
using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>Hyperparameters of an <see cref="SrvggNet"/>; the defaults are realesr-animevideov3's.</summary>
public sealed record SrvggOptions
{
    /// <summary>How many times larger.</summary>
    public int Scale { get; init; } = 4;

    /// <summary>Channels inside.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Convolutions between the first and the last.</summary>
    public int Convolutions { get; init; } = 16;

    /// <summary>Derives the sizes from keys and shapes.</summary>
    /// <exception cref="ModelFileException">The weights are not of an SRVGGNetCompact with three colours and PReLU.</exception>
    public static SrvggOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        var last = stored.Keys.Where(key => key.StartsWith("body.", StringComparison.Ordinal))
            .Max(key => int.TryParse(key.Split('.')[1], CultureInfo.InvariantCulture, out var number) ? number : 0);
        if (last < 2
            || last % 2 != 0
            || !stored.TryGetValue("body.0.weight", out var first)
            || !stored.TryGetValue($"body.{last}.weight", out var end)
            || end.Shape.Length != 4)
        {
            throw new ModelFileException(
                $"{where} is no SRVGGNetCompact: convolutions body.0, body.2, … with activations between are needed.");
        }

        var scale = (int)Math.Round(Math.Sqrt(end.Shape[0] / 3.0));
        return first.Shape is [var features, 3, 3, 3] && 3 * scale * scale == end.Shape[0] && stored.ContainsKey("body.1.weight")
            ? new() { Scale = scale, Features = (int)features, Convolutions = (last / 2) - 1 }
            : throw new ModelFileException(
                $"{where} is no SRVGGNetCompact that Atelier knows: three colours in and out, kernels of 3 × 3 and PReLU are needed.");
    }
}
