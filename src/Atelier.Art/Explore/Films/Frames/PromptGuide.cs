using Atelier.Art.Explore.Journeys;
using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Prompts;

namespace Atelier.Art.Explore.Films.Frames;

/// <summary>The prompts of a film's scenes, each encoded once, and critics that mix two scenes.</summary>
internal sealed class PromptGuide : IDisposable
{
    private readonly JourneyModels _models;
    private readonly List<List<(Prompt Prompt, Tensor Embedding)>> _scenes = [];

    /// <summary>Encodes the prompts of each scene.</summary>
    /// <param name="models">The networks with a CLIP; they must live longer.</param>
    /// <param name="scenes">The words of each scene.</param>
    public PromptGuide(JourneyModels models, IEnumerable<string> scenes)
    {
        _models = models;
        foreach (var words in scenes)
        {
            _scenes.Add([.. PromptPlan.Parse(words, "").Texts
                .Select(prompt => (prompt, models.Clip!.EncodeText(prompt.Subject).DetachFromDisposeScope()))]);
        }
    }

    /// <summary>A critic of the scene at a place; between two scenes, of both.</summary>
    /// <param name="place">0.25 is a quarter of the way from the first scene to the second.</param>
    public ClipCritic At(double place)
    {
        var critic = _models.Critic();
        var scene = (int)place;
        foreach (var (index, share) in new[] { (scene, 1 - (place - scene)), (scene + 1, place - scene) })
        {
            foreach (var (prompt, embedding) in share > 0 ? _scenes[index % _scenes.Count] : [])
            {
                critic.AddTarget(prompt with { Weight = prompt.Weight * share }, embedding);
            }
        }

        return critic;
    }

    /// <summary>Disposes the embeddings.</summary>
    public void Dispose() => _scenes.ForEach(scene => scene.ForEach(one => one.Embedding.Dispose()));
}
