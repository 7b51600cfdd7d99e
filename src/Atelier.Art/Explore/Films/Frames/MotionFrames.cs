using Atelier.Art.Explore.Journeys;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The frames of a camera that moves through pictures which are imagined anew as it goes: each frame is the one before, moved
/// by the camera, then led by the prompts for a few iterations. Part of what was moved is kept as it is, and colours follow slowly, so
/// that the film neither boils nor drifts.</summary>
public sealed class MotionFrames : IFrameSource
{
    private const double Kept = 0.35; // the share of the moved picture in a frame
    private const double Anchor = 0.1; // weak, since the moved picture holds a frame already
    private readonly JourneyModels _models;
    private readonly PromptGuide _guide;
    private readonly IReadOnlyList<double> _places;
    private readonly IReadOnlyList<double> _seconds;
    private readonly CameraMotion _motion;
    private readonly int _iterations;
    private Tensor _last;    // the frame before, [1, 3, h, w]
    private Tensor _colours; // see ColourMatch

    /// <summary>Frames of a moving camera.</summary>
    /// <param name="models">The networks with a CLIP; it owns them.</param>
    /// <param name="first">The first frame [1, 3, h, w].</param>
    /// <param name="scenes">The words of each scene.</param>
    /// <param name="places">The place of each frame between the scenes.</param>
    /// <param name="seconds">For how long the camera moves before each frame.</param>
    /// <param name="motion">Its motion.</param>
    /// <param name="iterations">Iterations of the guided loop for each frame.</param>
    public MotionFrames(
        JourneyModels models, Tensor first, IEnumerable<string> scenes, IReadOnlyList<double> places, IReadOnlyList<double> seconds,
        CameraMotion motion, int iterations)
    {
        (_models, _places, _seconds, _motion, _iterations) = (models, places, seconds, motion, iterations);
        _guide = new(models, scenes);
        _last = first.clone().DetachFromDisposeScope();
        _colours = ColourMatch.Measure(first).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Count => _places.Count;

    /// <inheritdoc/>
    public int Width => _models.Width;

    /// <inheritdoc/>
    public int Height => _models.Height;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor> { ["last"] = _last, ["colours"] = _colours };

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, StoredTensor> state) =>
        Keep(state["last"].Read().to(_models.Device), state["colours"].Read().to(_models.Device));

    /// <inheritdoc/>
    public Tensor Next(int frame)
    {
        using var scope = NewDisposeScope();
        if (frame > 0)
        {
            var moved = _motion.Apply(_last, _seconds[frame]);
            using var critic = _guide.At(_places[frame]);
            var latent = _models.Guide(_models.EncodeExactly(moved), critic, _iterations, Anchor);
            var (next, colours) = ColourMatch.Apply(_models.Decode(latent), _colours);
            Keep((next * (1 - Kept)) + (moved * Kept), colours);
        }

        return scope.MoveToOuter(_last.clone());
    }

    /// <summary>Disposes the networks.</summary>
    public void Dispose()
    {
        _last.Dispose();
        _colours.Dispose();
        _guide.Dispose();
        _models.Dispose();
    }

    private void Keep(Tensor last, Tensor colours)
    {
        _last.Dispose();
        _colours.Dispose();
        (_last, _colours) = (last.DetachFromDisposeScope(), colours.DetachFromDisposeScope());
    }
}
