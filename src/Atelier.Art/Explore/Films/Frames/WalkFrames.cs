using Atelier.Art.Explore.Journeys;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The frames of a journey, each of which stands alone.</summary>
/// <param name="journey">The journey, which it owns.</param>
/// <param name="places">The place of each frame.</param>
/// <param name="width">Columns of a frame.</param>
/// <param name="height">Rows of a frame.</param>
/// <param name="models">The networks of the journey, where it does not own them; owned.</param>
public sealed class WalkFrames(IJourney journey, IReadOnlyList<double> places, int width, int height, IDisposable? models = null)
    : IFrameSource
{
    /// <inheritdoc/>
    public int Count => places.Count;

    /// <inheritdoc/>
    public int Width => width;

    /// <inheritdoc/>
    public int Height => height;

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
        models?.Dispose();
    }
}
