namespace Atelier.Models.Prior;

/// <summary>How the next token is chosen.</summary>
public sealed record Sampling
{
    /// <summary>Divides the logits: below 1 the likely tokens gain, above 1 the unlikely ones; 0 always takes the likeliest.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the k likeliest tokens; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens that together hold this share of the probability (Holtzman et al., 2020); 1 for all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Classifier-free guidance scale (Ho and Salimans, 2022), for priors that were trained without conditioning too;
    /// 1 disables it.</summary>
    public double GuidanceScale { get; init; } = 1;

    /// <summary>Always the likeliest token.</summary>
    public static Sampling Greedy { get; } = new() { Temperature = 0 };
}

/// <summary>Draws tokens from a GPT. b batch, t tokens, v vocabulary.</summary>
public static class GptSampler
{
    /// <summary>Continues a sequence. Beyond the block size, the window of tokens slides; the prefix stays.</summary>
    /// <param name="model">The GPT.</param>
    /// <param name="prompt">i64 [b, t]; t may be 0 where there is a prefix.</param>
    /// <param name="steps">Tokens to add.</param>
    /// <param name="sampling">How tokens are chosen.</param>
    /// <param name="random">The random generator.</param>
    /// <param name="prefix">Embeddings before the prompt [b, p, d].</param>
    /// <param name="cached">Whether to cache keys and values; the result is the same without, but slower.</param>
    /// <returns>i64 [b, t + steps].</returns>
    public static Tensor Generate(
        GptModel model, Tensor prompt, int steps, Sampling sampling, Generator random, Tensor? prefix = null, bool cached = true)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var room = model.Options.BlockSize - (prefix?.size(1) ?? 0);
        var fits = prompt.size(1) + steps - 1 <= room; // the last token is never an input
        using var cache = cached && fits ? new GptCache(model.Options, prompt.size(0), model.ComputeType, prompt.device) : null;
        var tokens = prompt;
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var fresh = cache is { Length: > 0 };
            var seen = fresh ? tokens.narrow(1, tokens.size(1) - 1, 1) : Last(tokens, room);
            var next = SampleToken(model.Next(seen, fresh ? null : prefix, cache), sampling, random); // [b, 1]
            tokens = inner.MoveToOuter(cat([tokens, next], 1));
        }

        return scope.MoveToOuter(tokens);
    }

    /// <summary>One token for each row of logits [b, v], i64 [b, 1].</summary>
    public static Tensor SampleToken(Tensor logits, Sampling sampling, Generator random)
    {
        using var scope = NewDisposeScope();
        if (sampling.Temperature == 0)
        {
            return scope.MoveToOuter(logits.argmax(-1, keepdim: true));
        }

        logits = logits / sampling.Temperature;
        if (sampling.TopK > 0 && sampling.TopK < logits.size(-1))
        {
            var least = logits.topk(sampling.TopK, -1).values.narrow(1, sampling.TopK - 1, 1);
            logits = logits.masked_fill(logits.lt(least), double.NegativeInfinity);
        }

        if (sampling.TopP < 1)
        {
            var (sorted, order) = logits.softmax(-1).sort(-1, descending: true);
            var unlikely = (sorted.cumsum(-1) - sorted).ge(sampling.TopP); // likelier tokens already reach the share
            var place = order.argsort(-1);
            logits = logits.masked_fill(unlikely.gather(-1, place), double.NegativeInfinity);
        }

        return scope.MoveToOuter(logits.softmax(-1).multinomial(1, false, random));
    }

    private static Tensor Last(Tensor tokens, long room) => tokens.size(1) <= room ? tokens : tokens.narrow(1, tokens.size(1) - room, room);
}
