using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Diffusion.Text;

/// <summary>Prompts of any length, with weights, to the vectors of one text encoder, as stable-diffusion-webui reads them. k chunks, t
/// context length, d width, e width of the pooled text.</summary>
/// <param name="model">The text encoder.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="isPenultimate">For SDXL, which reads the values before the last block.</param>
public sealed class PromptEncoder(ClipTextModel model, Tokenizer tokenizer, bool isPenultimate) : IDisposable
{
    /// <summary>How many chunks a prompt takes.</summary>
    public int CountChunks(string prompt) => PromptChunk.Split(tokenizer, prompt).Count;

    /// <summary>Encodes a prompt.</summary>
    /// <param name="prompt">Words in the grammar of <see cref="PromptAttention"/>.</param>
    /// <param name="least">The least chunks; those without words are added at the end.</param>
    /// <returns>A vector a token, [1, k t, d], and the pooled first chunk [1, e]; fp32.</returns>
    public (Tensor Context, Tensor Pooled) Encode(string prompt, int least = 1)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var chunks = PromptChunk.Split(tokenizer, prompt);
        while (chunks.Count < least)
        {
            chunks.Add(new([], []));
        }

        var length = tokenizer.ContextLength;
        var empty = tokenizer.Encode("");
        var (start, end) = (empty[0], empty[1]);
        var padding = model.Options.ExactGelu ? 0 : end; // open_clip's encoders were trained with zeros after the end, OpenAI's with ends
        long[] tokens = [.. chunks.SelectMany(chunk => Framed(chunk.Tokens.Select(token => (long)token), start, end, padding))];
        float[] weights = [.. chunks.SelectMany(chunk => Framed(chunk.Weights.Select(weight => (float)weight), 1, 1, 1))];

        var encoded = model.call(tensor(tokens, [chunks.Count, length]));
        var vectors = isPenultimate ? encoded.Penultimate : encoded.LastHiddenState;                        // [k, t, d]
        if (weights.Any(weight => weight != 1))
        {
            var weighted = vectors * tensor(weights, [chunks.Count, length, 1]).to(vectors.device);
            vectors = weighted * (vectors.mean() / weighted.mean()); // the mean of all numbers stays
        }

        return scope.MoveToOuter(vectors.reshape(1, -1, vectors.size(2)), encoded.Pooled.narrow(0, 0, 1));

        IEnumerable<T> Framed<T>(IEnumerable<T> own, T before, T after, T rest)
        {
            T[] framed = [before, .. own, after];
            return framed.Concat(Enumerable.Repeat(rest, length - framed.Length));
        }
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => model.Dispose();
}
