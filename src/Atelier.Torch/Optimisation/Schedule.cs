namespace Atelier.Torch.Optimisation;

/// <summary>Learning-rate schedules: the factor at a step.</summary>
public static class Schedule
{
    /// <summary>Linear warm-up from 0, then half a cosine down to <paramref name="floor"/> at the last step.</summary>
    public static double WarmupCosine(long step, long warmup, long total, double floor = 0)
    {
        if (step < warmup)
        {
            return (step + 1.0) / warmup;
        }

        var progress = Math.Clamp((step - warmup) / (double)Math.Max(1, total - warmup), 0, 1);
        return floor + ((1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
