namespace Atelier.Models.Diffusion.Schedulers;

/// <summary>How much signal the training timesteps keep, and where a walk stops among them. The tables have the precision of fp32, as
/// diffusers' have: the smallest sigmas, and so the fractional timesteps near 0, depend on it.</summary>
internal sealed class NoiseSchedule
{
    private const double Least = 1.0 / (1 << 24); // diffusers' stand-in for a last timestep without signal, whose sigma would be infinite
    private readonly SchedulerConfig _config;

    public NoiseSchedule(SchedulerConfig config)
    {
        _config = config;
        var product = 1.0;
        AlphasCumprod = [.. Betas(config).Select(beta => (double)(float)(product *= (float)(1 - beta)))];
        if (config.RescaleZeroSnr)
        {
            RescaleZeroTerminalSnr(AlphasCumprod);
        }
    }

    /// <summary><c>alphas_cumprod</c>: the share of signal, as variance, at each training timestep.</summary>
    public double[] AlphasCumprod { get; }

    /// <summary>That of the sample before the first timestep.</summary>
    public double FinalAlphaCumprod => _config.SetAlphaToOne ? 1 : AlphasCumprod[0];

    /// <summary>That at a timestep, the final one before the first.</summary>
    public double AlphaCumprod(double timestep) => timestep < 0 ? FinalAlphaCumprod : AlphasCumprod[(int)timestep];

    /// <summary>Noise per unit of signal at each training timestep.</summary>
    public double[] TrainingSigmas()
    {
        double[] alphas = [.. AlphasCumprod[..^1], _config.RescaleZeroSnr ? Least : AlphasCumprod[^1]];
        return [.. alphas.Select(alpha => (double)(float)Math.Sqrt((1 - alpha) / alpha))];
    }

    /// <summary>Timesteps from noisy to clean.</summary>
    /// <param name="spacing">How they lie.</param>
    /// <param name="steps">How many.</param>
    public double[] Spread(TimestepSpacing spacing, int steps)
    {
        var (train, stride) = (_config.TrainTimesteps, _config.TrainTimesteps / steps);
        var offset = Math.Min(_config.StepsOffset, train - 1 - ((steps - 1) * stride)); // all stay timesteps of training
        return spacing switch
        {
            TimestepSpacing.Linspace => Linspace(train - 1, 0, steps),
            TimestepSpacing.Leading => [.. Enumerable.Range(0, steps).Reverse().Select(i => (double)((i * stride) + offset))],
            _ => [.. Enumerable.Range(0, steps).Select(i => Math.Round(train - (i * ((double)train / steps))) - 1)],
        };
    }

    /// <summary>Values at equal distances, both ends included; of one, the last.</summary>
    public static double[] Linspace(double from, double to, int count) =>
        [.. Enumerable.Range(0, count).Select(i => count == 1 ? to : from + ((to - from) * i / (count - 1)))];

    /// <summary>The sigma at a fractional timestep.</summary>
    public static double Interpolate(double[] values, double at)
    {
        var below = Math.Clamp((int)Math.Floor(at), 0, values.Length - 1);
        var above = Math.Min(below + 1, values.Length - 1);
        return values[below] + ((values[above] - values[below]) * (at - below));
    }

    /// <summary>Sigmas from the largest to the smallest as Karras et al. (2022) space them, equation 5.</summary>
    public static double[] Karras(double largest, double smallest, int steps)
    {
        const double rho = 7;
        var (max, min) = (Math.Pow(largest, 1 / rho), Math.Pow(smallest, 1 / rho));
        return [.. Enumerable.Range(0, steps).Select(i => Math.Pow(max + ((steps == 1 ? 0 : (double)i / (steps - 1)) * (min - max)), rho))];
    }

    /// <summary>The fractional timestep of a sigma.</summary>
    public static double TimestepOf(double sigma, double[] sigmas)
    {
        var logarithm = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(sigmas, each => Math.Log(each) <= logarithm), 0, sigmas.Length - 2);
        var (below, above) = (Math.Log(sigmas[low]), Math.Log(sigmas[low + 1]));
        return low + Math.Clamp((logarithm - below) / (above - below), 0, 1);
    }

    private static IEnumerable<double> Betas(SchedulerConfig config)
    {
        var count = config.TrainTimesteps;
        return config.BetaSchedule switch
        {
            BetaSchedule.Linear => Linspace(config.BetaStart, config.BetaEnd, count),
            BetaSchedule.ScaledLinear =>
                Linspace(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), count).Select(root => (double)((float)root * (float)root)),
            _ => Enumerable.Range(0, count)
                .Select(i => Math.Min(1 - (CosineAlpha((i + 1.0) / count) / CosineAlpha((double)i / count)), 0.999)),
        };

        static double CosineAlpha(double t) => Math.Pow(Math.Cos((t + 0.008) / 1.008 * Math.PI / 2), 2);
    }

    // Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", 2023, algorithm 1
    private static void RescaleZeroTerminalSnr(double[] alphasCumprod)
    {
        var (first, last) = (Math.Sqrt(alphasCumprod[0]), Math.Sqrt(alphasCumprod[^1]));
        for (var t = 0; t < alphasCumprod.Length; t++)
        {
            alphasCumprod[t] = Math.Pow((Math.Sqrt(alphasCumprod[t]) - last) * first / (first - last), 2);
        }
    }
}
