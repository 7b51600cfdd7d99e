namespace Atelier.Models.Gan.StyleGan2.Layers;

/// <summary>What many layers of a StyleGAN2 request.</summary>
internal static class StyleGan2Weights
{
    private const int Taps = 4;

    /// <summary>The low-pass filter of resampling, [4, 4]; binomial where it is not read from a file.</summary>
    public static Tensor ResampleFilter(this Weights w) => w.Buffer("resample_filter", [Taps, Taps], (_, random) =>
    {
        var taps = tensor(new float[] { 1, 3, 3, 1 }, device: random.device) / 8;
        return taps.unsqueeze(1) * taps;
    });
}
