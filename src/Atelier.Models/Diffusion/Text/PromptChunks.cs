using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Diffusion.Text;

/// <summary>As many tokens as a text encoder reads at once, without start and end, and what each counts.</summary>
/// <param name="Tokens">Up to the context's length less 2.</param>
/// <param name="Weights">One a token.</param>
internal sealed record PromptChunk(List<int> Tokens, List<double> Weights)
{
    /// <summary>Splits a prompt as stable-diffusion-webui does: a chunk that is full ends at its last comma where that is
    /// near.</summary>
    /// <returns>At least one.</returns>
    public static List<PromptChunk> Split(Tokenizer tokenizer, string prompt)
    {
        const int backtrack = 20; // tokens after a comma that may move to the next chunk
        var room = tokenizer.ContextLength - 2;
        var comma = Bare(",")[0];
        List<PromptChunk> chunks = [new([], [])];
        foreach (var (text, weight) in PromptAttention.Parse(prompt))
        {
            if (text is null)
            {
                chunks.Add(new([], []));
                continue;
            }

            foreach (var token in Bare(text))
            {
                if (chunks[^1].Tokens.Count == room)
                {
                    var from = chunks[^1].Tokens.LastIndexOf(comma) + 1;
                    chunks.Add(from > 0 && room - from < backtrack && token != comma ? chunks[^1].Cut(from) : new([], []));
                }

                chunks[^1].Tokens.Add(token);
                chunks[^1].Weights.Add(weight);
            }
        }

        return chunks;

        List<int> Bare(string text) => [.. tokenizer.Encode(text).Skip(1).SkipLast(1)];
    }

    private PromptChunk Cut(int from)
    {
        var tail = new PromptChunk(Tokens[from..], Weights[from..]);
        Tokens.RemoveRange(from, Tokens.Count - from);
        Weights.RemoveRange(from, Weights.Count - from);
        return tail;
    }
}
