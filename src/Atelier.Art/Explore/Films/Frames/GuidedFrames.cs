using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;
using Atelier.Core;
using Atelier.Imaging.Pictures;
using Atelier.Torch.WeightFiles;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The frames of a journey whose pictures are led away from the straight way by CLIP: each frame starts from the one before and
/// follows the embedding that lies between those of both ends. What leads away fades out towards the ends, so that the film still passes
/// its pictures and closes its loop.</summary>
public sealed class GuidedFrames : IFrameSource
{
    private readonly JourneyModels _models;
    private readonly Journey _journey;
    private readonly IReadOnlyList<double> _places;
    private readonly List<Tensor> _embeddings = []; // of each stop, [1, e]
    private readonly int _iterations;
    private readonly LatentInertia _inertia = new(share: 0.9);

    /// <summary>Frames of a journey.</summary>
    /// <param name="models">The networks with a CLIP; it owns them.</param>
    /// <param name="journey">The journey, which it owns.</param>
    /// <param name="places">The place of each frame.</param>
    /// <param name="stops">What the journey passes: words are encoded as text, pictures as images.</param>
    /// <param name="iterations">Iterations of the guided loop for each frame.</param>
    /// <exception cref="ImageFormatException">A picture cannot be read.</exception>
    public GuidedFrames(
        JourneyModels models, Journey journey, IReadOnlyList<double> places, IReadOnlyList<Stop> stops, int iterations)
    {
        (_models, _journey, _places, _iterations) = (models, journey, places, iterations);
        foreach (var stop in stops)
        {
            using var scope = NewDisposeScope();
            var embedding = stop.IsPicture ? models.Clip!.EncodeImage(Picture.Load(stop.Subject)) : Embed(stop.Subject);
            _embeddings.Add(F.normalize(embedding).DetachFromDisposeScope());
        }
    }

    /// <inheritdoc/>
    public int Count => _places.Count;

    /// <inheritdoc/>
    public int Width => _models.Width;

    /// <inheritdoc/>
    public int Height => _models.Height;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> State => _inertia.State;

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, StoredTensor> state) => _inertia.Restore(state, _models.Device);

    /// <inheritdoc/>
    public Tensor Next(int frame)
    {
        using var scope = NewDisposeScope();
        var place = _places[frame];
        var leg = Math.Clamp((int)place, 0, _journey.Legs - 1);
        var way = _journey.LatentAt(place);
        using var critic = _models.Critic();
        critic.AddTarget(
            new Prompt("between"), Slerp.Between(_embeddings[leg], _embeddings[(leg + 1) % _embeddings.Count], place - leg));
        var led = _models.Guide(_inertia.Begin(way), critic, _iterations);
        _inertia.Keep(led, way);
        return scope.MoveToOuter(_journey.Show(place, way + (_inertia.Away! * Math.Sin(Math.PI * (place - leg)))));
    }

    /// <summary>Disposes journey and networks.</summary>
    public void Dispose()
    {
        _inertia.Dispose();
        _embeddings.ForEach(embedding => embedding.Dispose());
        _journey.Dispose();
        _models.Dispose();
    }

    // the weighted mean of the prompts' directions
    private Tensor Embed(string words)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(PromptPlan.Parse(words, "").Texts
            .Select(prompt => F.normalize(_models.Clip!.EncodeText(prompt.Subject)) * prompt.Weight)
            .Aggregate((sum, embedding) => sum + embedding));
    }
}
