namespace Atelier.Art.Upscale;

/// <summary>A stretch of one axis that is computed at a time, in pixels of the small picture.</summary>
/// <param name="From">Where what the network sees begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="PasteFrom">Where what is kept of the result begins.</param>
/// <param name="PasteTo">Where it ends.</param>
/// <param name="Ramp">Over how many pixels, from <paramref name="PasteFrom"/>, it is blended over what is there.</param>
public readonly record struct Stretch(int From, int To, int PasteFrom, int PasteTo, int Ramp)
{
    /// <summary>The stretches that cover an axis.</summary>
    /// <param name="length">Pixels of the axis.</param>
    /// <param name="tile">Pixels at a time, beside the overlap.</param>
    /// <param name="overlap">Pixels seen but not kept, on either side.</param>
    /// <param name="feather">Pixels on either side of a seam over which neighbours are blended.</param>
    /// <param name="multiple">Stretches begin at multiples of this.</param>
    public static Stretch[] Cover(int length, int tile, int overlap, int feather, int multiple)
    {
        var count = Math.Max(1, (length + tile - 1) / tile);
        int Cut(int i) => i == count ? length : Math.Min(length, (int)((long)length * i / count) / multiple * multiple);
        int Down(int at) => Math.Max(0, at) / multiple * multiple;
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (from, to) = (Cut(i), Cut(i + 1));
                var soft = i == 0 ? 0 : Math.Min(feather, from);
                return new Stretch(
                    Down(from - feather - overlap),
                    Math.Min(length, to + feather + overlap),
                    from - soft,
                    Math.Min(length, to + (i == count - 1 ? 0 : feather)),
                    i == 0 ? 0 : 2 * soft);
            }),
        ];
    }

    /// <summary>How much each pixel of the enlarged paste counts: rising over the ramp, then 1.</summary>
    public float[] Weights(int scale)
    {
        var ramp = Ramp * scale;
        return [.. Enumerable.Range(0, (PasteTo - PasteFrom) * scale).Select(x => x < ramp ? (x + 0.5f) / ramp : 1f)];
    }
}
