namespace Atelier.Art.Explore.Journeys;

/// <summary>Finds the onsets of notes and beats in a sound by its spectral flux (Bello et al., "A Tutorial on Onset Detection in Music
/// Signals", 2005): the growth of the logarithmic spectrum, summed over the frequencies, above its local mean.</summary>
public static class Beats
{
    private const int Window = 1024;          // samples of a spectrum, 46 ms at 22.05 kHz
    private const int Hop = 512;              // samples between spectra
    private const double Compression = 1000;  // of magnitudes, so that quiet notes count too
    private const double LocalSeconds = 0.5;  // over which the mean flux is subtracted
    private const double Release = 0.12;      // seconds in which an onset's effect falls to a third

    /// <summary>The strength of onsets, 0 to 1, one value for every hop of 512 samples.</summary>
    /// <param name="sound">Samples in [-1, 1].</param>
    /// <param name="rate">Samples per second.</param>
    public static float[] Onsets(float[] sound, int rate)
    {
        using var scope = NewDisposeScope();
        var count = Math.Max(0, (sound.Length - Window) / Hop) + 1;
        var padded = sound.Length < Window ? [.. sound, .. new float[Window - sound.Length]] : sound;
        var frames = tensor(padded).unfold(0, Window, Hop);                                            // [n, window]
        var spectra = (fft.rfft(frames * hann_window(Window), dim: 1).abs() / (Window / 4.0) * Compression).log1p(); // [n, window / 2 + 1]
        var flux = cat([zeros(1), F.relu(spectra.narrow(0, 1, count - 1) - spectra.narrow(0, 0, count - 1)).mean([1])], 0);
        var reach = (int)(LocalSeconds * rate / Hop / 2);
        var mean = F.avg_pool1d(
            flux.reshape(1, 1, -1), (2 * reach) + 1, stride: 1, padding: reach, count_include_pad: false).reshape(-1);
        var strength = F.relu(flux - mean);
        return (strength / strength.max().clamp_min(1e-6)).ToArray<float>();
    }

    /// <summary>The speed of a film at each frame: 1 in silence, more after every onset.</summary>
    /// <param name="sound">Samples in [-1, 1].</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="frames">Frames of the film.</param>
    /// <param name="frameRate">Frames per second.</param>
    /// <param name="strength">How much faster the strongest onset is.</param>
    public static double[] Speeds(float[] sound, int sampleRate, int frames, double frameRate, double strength)
    {
        var onsets = Onsets(sound, sampleRate);
        var speeds = new double[frames];
        var (kept, level) = (Math.Exp(-1 / (Release * frameRate)), 0.0);
        for (var frame = 0; frame < frames; frame++)
        {
            var from = (int)(frame / frameRate * sampleRate / Hop);
            var until = Math.Max(from + 1, (int)((frame + 1) / frameRate * sampleRate / Hop));
            var loudest = Enumerable.Range(from, until - from).Where(i => i < onsets.Length).Select(i => onsets[i]).DefaultIfEmpty().Max();
            level = Math.Max(kept * level, loudest);
            speeds[frame] = 1 + (strength * level);
        }

        return speeds;
    }
}
