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

        long[] tokens = [.. chunks.SelectMany(chunk => Padded(chunk.Tokens))];
        float[] weights = [.. chunks.SelectMany(chunk => Framed(chunk.Weights.Select(weight => (float)weight), 1, 1, 1))];

        var encoded = model.call(tensor(tokens, [chunks.Count, tokenizer.ContextLength]));
        var vectors = isPenultimate ? encoded.Penultimate : encoded.LastHiddenState;                        // [k, t, d]
        if (weights.Any(weight => weight != 1))
        {
            var weighted = vectors * tensor(weights, [chunks.Count, tokenizer.ContextLength, 1]).to(vectors.device);
            vectors = weighted * (vectors.mean() / weighted.mean()); // the mean of all numbers stays
        }

        return scope.MoveToOuter(vectors.reshape(1, -1, vectors.size(2)), encoded.Pooled.narrow(0, 0, 1));

    }

    /// <summary>Encodes captions as they are, without weights; of one that is longer than the context, its beginning.</summary>
    /// <returns>A vector a token, [n, t, d], fp32.</returns>
    public Tensor EncodeCaptions(IReadOnlyList<string> captions)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var room = tokenizer.ContextLength - 2;
        long[] tokens = [.. captions.SelectMany(caption => Padded(tokenizer.Encode(caption).Skip(1).SkipLast(1).Take(room)))];
        return scope.MoveToOuter(model.call(tensor(tokens, [captions.Count, tokenizer.ContextLength])).LastHiddenState);
    }

    // open_clip's encoders were trained with zeros after the end, OpenAI's with ends
    private IEnumerable<long> Padded(IEnumerable<int> tokens)
    {
        var empty = tokenizer.Encode("");
        return Framed(tokens.Select(token => (long)token), empty[0], empty[1], model.Options.ExactGelu ? 0 : empty[1]);
    }

    private IEnumerable<T> Framed<T>(IEnumerable<T> own, T before, T after, T rest)
    {
        T[] framed = [before, .. own, after];
        return framed.Concat(Enumerable.Repeat(rest, tokenizer.ContextLength - framed.Length));
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => model.Dispose();
}
