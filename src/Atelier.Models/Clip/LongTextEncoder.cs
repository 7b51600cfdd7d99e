using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Clip;

/// <summary>Encodes texts longer than a CLIP's context: they are split into chunks whose normalised features are averaged, so that
/// no word is dropped. t context length, e embedding width.</summary>
public static class LongTextEncoder
{
    private const int Shown = 40; // letters of a text in a warning

    /// <summary>Features [n, e] of n texts, fp32: those of <see cref="ClipModel.encode_text"/> for texts that fit the context.</summary>
    public static Tensor Encode(ClipModel model, Tokenizer tokenizer, params IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        var chunks = texts.Select(tokenizer.Chunks).ToList();
        long[] tokens = [.. chunks.SelectMany(text => text).SelectMany(Padded)];
        var features = model.encode_text(tensor(tokens, [tokens.Length / tokenizer.ContextLength, tokenizer.ContextLength])); // [chunks, e]
        if (chunks.All(text => text.Count == 1))
        {
            return scope.MoveToOuter(features);
        }

        var ofTexts = features.split([.. chunks.Select(text => (long)text.Count)], 0);
        return scope.MoveToOuter(cat([.. ofTexts.Select(own => own.size(0) == 1 ? own : Mean(own))], 0));

        IEnumerable<long> Padded(IReadOnlyList<int> chunk) =>
            Enumerable.Range(0, tokenizer.ContextLength).Select(i => i < chunk.Count ? (long)chunk[i] : 0);

        static Tensor Mean(Tensor own) => F.normalize(own, dim: 1).mean([0], keepdim: true);
    }

    /// <summary>A sentence for each text that is split.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="model">The model's name.</param>
    public static IReadOnlyList<string> Warnings(Tokenizer tokenizer, IEnumerable<string> texts, string model) =>
    [
        .. from text in texts.Distinct()
           let chunks = tokenizer.Chunks(text)
           where chunks.Count > 1
           let shown = text.Length > Shown ? text[..Shown] + "…" : text
           select $"'{shown}' has {chunks.Sum(chunk => chunk.Count - 2)} tokens and {model} reads {tokenizer.ContextLength - 2} at once: "
               + $"it is read in {chunks.Count} parts, whose mean counts.",
    ];
}
