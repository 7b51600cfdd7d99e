using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>Hyperparameters of an <see cref="RrdbNet"/>; the defaults are RealESRGAN_x4plus's.</summary>
public sealed record RrdbOptions
{
    private const int MostDoublings = 5;

    /// <summary>Times the features are upsampled by 2.</summary>
    public int Doublings { get; init; } = 2;

    /// <summary>Downscale factor of the pixel unshuffle before the first layer; 1 for none.</summary>
    public int Fold { get; init; } = 1;

    /// <summary>How many times larger.</summary>
    public int Scale => (1 << Doublings) / Fold;

    /// <summary>Channels of the trunk.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Residual-in-residual dense blocks.</summary>
    public int Blocks { get; init; } = 23;

    /// <summary>Channels each layer of a dense block adds.</summary>
    public int Growth { get; init; } = 32;

    /// <summary>BasicSR's network for a scale: always two doublings, behind a pixel unshuffle for scales below 4.</summary>
    /// <param name="scale">1, 2 or 4.</param>
    public static RrdbOptions FromScale(int scale) => new() { Fold = 4 / scale };

    /// <summary>Derives the sizes from keys (in BasicSR's names) and shapes.</summary>
    /// <exception cref="ModelFileException">The weights are not of an RRDBNet with three colours.</exception>
    public static RrdbOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        long[] Shape(string key) => stored.TryGetValue(key, out var tensor) && tensor.Shape.Length == 4 ? tensor.Shape
            : throw new ModelFileException($"{where} is no RRDBNet that Atelier knows: {key} is missing or no kernel.");

        int Count(string format) => Enumerable.Range(0, stored.Count).TakeWhile(i => stored.ContainsKey(string.Format(null, format, i)))
            .Count();

        var (first, last) = (Shape("conv_first.weight"), Shape("conv_last.weight"));
        var fold = (int)Math.Round(Math.Sqrt(first[1] / 3.0));
        var doublings = Enumerable.Range(1, MostDoublings).TakeWhile(i => stored.ContainsKey($"conv_up{i}.weight")).Count();
        if (first[1] != 3L * fold * fold || last[0] != 3 || fold < 1 || (1 << doublings) % fold != 0)
        {
            throw new ModelFileException($"{where} takes {first[1]} channels, gives {last[
                0]} and doubles {doublings} times; an RRDBNet takes 3 (or 12, or 48, and then doubles once or twice or more) and gives 3.");
        }

        return new() { Doublings = doublings, Fold = fold, Features = (int)first[0], Blocks = Count("body.{0}.rdb1.conv1.weight"),
            Growth = (int)Shape("body.0.rdb1.conv1.weight")[0] };
    }
}
