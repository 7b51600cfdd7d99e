using Atelier.Art.Imagine.Loop;

namespace Atelier.Art.Explore.Journeys;

/// <summary>All positions of a latent turn at once, by <see cref="Slerp"/>.</summary>
public sealed class LatentWalk : IWalk
{
    private readonly Tensor _from;
    private readonly Tensor _to;

    /// <summary>A walk between latents [1, e, h, w], which it copies.</summary>
    public LatentWalk(Tensor from, Tensor to) =>
        (_from, _to) = (from.detach().clone().DetachFromDisposeScope(), to.detach().clone().DetachFromDisposeScope());

    /// <inheritdoc/>
    public Tensor At(double t) => Slerp.Between(_from, _to, t);

    /// <summary>Disposes both ends.</summary>
    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }
}
