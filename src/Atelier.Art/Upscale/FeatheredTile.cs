namespace Atelier.Art.Upscale;

/// <summary>The extent of a tile along one axis, in pixels of the small picture.</summary>
/// <param name="From">First pixel of the network's input.</param>
/// <param name="To">The pixel after its last one.</param>
/// <param name="PasteFrom">First pixel that is kept of the output.</param>
/// <param name="PasteTo">The pixel after its last one.</param>
/// <param name="Ramp">Pixels from <paramref name="PasteFrom"/> over which it is blended with the tile before.</param>
public readonly record struct FeatheredTile(int From, int To, int PasteFrom, int PasteTo, int Ramp)
{
    /// <summary>Covers an axis with tiles.</summary>
    /// <param name="length">Length of the axis in pixels.</param>
    /// <param name="tile">Largest tile, without its overlap.</param>
    /// <param name="overlap">Context on either side that is not kept.</param>
    /// <param name="feather">Pixels on either side of a seam over which neighbours are blended.</param>
    /// <param name="multiple">Tiles begin at multiples of this.</param>
    public static FeatheredTile[] Cover(int length, int tile, int overlap, int feather, int multiple)
    {
        var count = Math.Max(1, (length + tile - 1) / tile);
        int Cut(int i) => i == count ? length : Math.Min(length, (int)((long)length * i / count) / multiple * multiple);
        int Down(int at) => Math.Max(0, at) / multiple * multiple;
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (from, to) = (Cut(i), Cut(i + 1));
                var blended = i == 0 ? 0 : Math.Min(feather, from);
                return new FeatheredTile(
                    Down(from - feather - overlap),
                    Math.Min(length, to + feather + overlap),
                    from - blended,
                    Math.Min(length, to + (i == count - 1 ? 0 : feather)),
                    i == 0 ? 0 : 2 * blended);
            }),
        ];
    }

    /// <summary>The blending weight of each upscaled pixel: rising over the ramp, then 1.</summary>
    public float[] Weights(int scale)
    {
        var ramp = Ramp * scale;
        return [.. Enumerable.Range(0, (PasteTo - PasteFrom) * scale).Select(x => x < ramp ? (x + 0.5f) / ramp : 1f)];
    }
}
