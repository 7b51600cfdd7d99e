using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>How far guidance led the last frame's latent away from where it came from. The next frame begins with a share of it, so that
/// frames follow each other steadily.</summary>
/// <param name="share">The share.</param>
internal sealed class LatentInertia(double share) : IDisposable
{
    private const string Key = "away";

    /// <summary>From the last frame's own latent to what it was led to; null before the first frame.</summary>
    public Tensor? Away { get; private set; }

    /// <summary>What is needed to go on after the last frame.</summary>
    public IReadOnlyDictionary<string, Tensor> State =>
        Away is null ? new Dictionary<string, Tensor>() : new Dictionary<string, Tensor> { [Key] = Away };

    /// <summary>Restores a <see cref="State"/> on a device.</summary>
    public void Restore(IReadOnlyDictionary<string, StoredTensor> state, Device device) =>
        Away = state[Key].Read().to(device).DetachFromDisposeScope();

    /// <summary>Where a frame begins whose own latent is given.</summary>
    public Tensor Begin(Tensor latent) => Away is null ? latent : latent + (Away * share);

    /// <summary>Keeps how far a frame was led away from its own latent.</summary>
    public void Keep(Tensor led, Tensor latent)
    {
        Away?.Dispose();
        Away = (led - latent).DetachFromDisposeScope();
    }

    /// <summary>Disposes the tensor.</summary>
    public void Dispose() => Away?.Dispose();
}
