namespace Atelier.Art.Explore.Journeys;

/// <summary>A continuous way from one latent to another.</summary>
public interface IWalk : IDisposable
{
    /// <summary>The latent [1, e, h, w] at t, from 0 (the beginning) to 1 (the end).</summary>
    Tensor At(double t);
}
