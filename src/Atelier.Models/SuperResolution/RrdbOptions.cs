using Atelier.Core;

namespace Atelier.Models.SuperResolution;

/// <summary>The sizes of an <see cref="RrdbNet"/>; the defaults are RealESRGAN_x4plus's.</summary>
public sealed record RrdbOptions
{
    /// <summary>1, 2 or 4: smaller factors fold the picture before the first layer (pixel unshuffle).</summary>
    public int Scale { get; init; } = 4;

    /// <summary>Channels of the trunk.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Residual-in-residual dense blocks.</summary>
    public int Blocks { get; init; } = 23;

    /// <summary>Channels each layer of a dense block adds.</summary>
    public int Growth { get; init; } = 32;

    /// <summary>What keys and shapes tell (in BasicSR's names).</summary>
    /// <exception cref="UserException">The weights are not of an RRDBNet with three colours.</exception>
    public static RrdbOptions FromWeights(IReadOnlyDictionary<string, StoredTensor> stored, string where)
    {
        long[] Shape(string key) => stored.TryGetValue(key, out var tensor)
            ? tensor.Shape
            : throw new UserException($"{where} is no RRDBNet that Atelier knows: {key} is missing.");
        var first = Shape("conv_first.weight");
        var blocks = stored.Keys.Where(key => key.StartsWith("body.", StringComparison.Ordinal)).Select(key => key.Split('.')[1]).Distinct()
            .Count();
        var scale = first[1] switch
        {
            3 => 4,
            12 => 2,
            48 => 1,
            var channels => throw new UserException($"{where} takes {channels} channels; an RRDBNet takes 3 (×4), 12 (×2) or 48 (×1)."),
        };
        return new() { Scale = scale, Features = (int)first[0], Blocks = blocks, Growth = (int)Shape("body.0.rdb1.conv1.weight")[0] };
    }
}
