using Atelier.Art.Explore.Journeys;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The frames of a journey, each of which stands alone.</summary>
/// <param name="models">The networks, which it owns.</param>
/// <param name="journey">The journey, which it owns.</param>
/// <param name="places">The place of each frame.</param>
public sealed class WalkFrames(JourneyModels models, Journey journey, IReadOnlyList<double> places) : IFrameSource
{
    /// <inheritdoc/>
    public int Count => places.Count;

    /// <inheritdoc/>
    public int Width => models.Width;

    /// <inheritdoc/>
    public int Height => models.Height;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State { get; } = new Dictionary<string, Tensor>();

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, StoredTensor> state)
    {
    }

    /// <inheritdoc/>
    public Tensor Next(int frame) => journey.At(places[frame]);

    /// <summary>Disposes journey and networks.</summary>
    public void Dispose()
    {
        journey.Dispose();
        models.Dispose();
    }
}
