namespace Atelier.Models.Diffusion.Pipeline;

/// <summary>What makes a UNet's conditions of words.</summary>
internal interface IDiffusionWords : IDisposable
{
    /// <summary>Words and negative words with as many chunks.</summary>
    /// <param name="prompt">The words.</param>
    /// <param name="negativePrompt">The negative words.</param>
    /// <param name="guidance">Without it there are no negative words.</param>
    /// <param name="width">Pixels of the picture, which SDXL is told.</param>
    /// <param name="height">Pixels.</param>
    (TextCondition Positive, TextCondition? Negative) Encode(
        string prompt, string negativePrompt, Guidance guidance, int width, int height);

    /// <summary>Captions as a recipe's model is trained on them, without weights and cut at the context's end: [n, s, d].</summary>
    Tensor EncodeCaptions(IReadOnlyList<string> captions);
}
