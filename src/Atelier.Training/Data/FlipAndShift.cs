using Atelier.Core;

namespace Atelier.Training.Data;

/// <summary>Augments a picture by a horizontal flip and a translation with repeated edges.</summary>
internal static class FlipAndShift
{
    public static PictureSample Apply(PictureSample sample, DataOptions options, SplitMix64 random)
    {
        var flip = options.Flip && random.Bernoulli(0.5f);
        var (down, across) = options.Shift == 0
            ? (0, 0)
            : (random.Below((2 * options.Shift) + 1) - options.Shift, random.Below((2 * options.Shift) + 1) - options.Shift);
        if (!flip && down == 0 && across == 0)
        {
            return sample;
        }

        int size = options.Size, channels = options.Channels;
        var pixels = new byte[sample.Pixels.Length];
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var (fromY, fromX) = (Math.Clamp(y + down, 0, size - 1), Math.Clamp((flip ? size - 1 - x : x) + across, 0, size - 1));
                sample.Pixels.AsSpan(((fromY * size) + fromX) * channels, channels).CopyTo(pixels.AsSpan(((y * size) + x) * channels));
            }
        }

        return sample with { Pixels = pixels };
    }
}
