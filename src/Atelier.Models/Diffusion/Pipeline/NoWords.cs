using Atelier.Core;

namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>The condition of a model that reads no words: one vector of zeros.</summary>
/// <param name="contextWidth"><c>cross_attention_dim</c>.</param>
/// <param name="device">Where.</param>
internal sealed class NoWords(int contextWidth, Device device) : IDiffusionWords
{
    /// <inheritdoc/>
    /// <exception cref="OptionException">There are words.</exception>
    public (TextCondition Positive, TextCondition? Negative) Encode(
        string prompt, string negativePrompt, Guidance guidance, int width, int height) =>
        prompt.Length + negativePrompt.Length == 0 ? (new(zeros([1, 1, contextWidth], device: device)), null) : throw new OptionException(
            "This model was trained without captions: it reads no words.",
            prompt.Length > 0 ? nameof(DiffusionRequest.Prompt) : nameof(DiffusionRequest.NegativePrompt));

    /// <inheritdoc/>
    public Tensor EncodeCaptions(IReadOnlyList<string> captions) => zeros([captions.Count, 1, contextWidth], device: device);

    /// <summary>Releases nothing.</summary>
    public void Dispose()
    {
    }
}
