namespace Atelier.Art.Explore.Journeys;

/// <summary>How a film speeds up and slows down between two pictures.</summary>
public enum Easing
{
    /// <summary>At one speed.</summary>
    Linear,

    /// <summary>Slowly at both ends: 3t² - 2t³.</summary>
    Smooth,

    /// <summary>Slowly at first: t².</summary>
    In,

    /// <summary>Slowly at last: 2t - t².</summary>
    Out,
}

/// <summary>The curves of <see cref="Easing"/>.</summary>
public static class EasingExtensions
{
    /// <summary>The share of the way that is covered at a share t of the time, both from 0 to 1.</summary>
    public static double At(this Easing easing, double t) => easing switch
    {
        Easing.Smooth => t * t * (3 - (2 * t)),
        Easing.In => t * t,
        Easing.Out => t * (2 - t),
        _ => t,
    };
}
