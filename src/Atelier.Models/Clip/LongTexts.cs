using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Clip;

/// <summary>Texts of any length for a CLIP, which reads only so many tokens at once: longer ones are read in parts, and the mean of the
/// parts' unit features stands for the whole, so that no word is dropped. t context length, e embedding width.</summary>
public static class LongTexts
{
    private const int Shown = 40; // letters of a text in a remark

    /// <summary>Features [n, e] of n texts, fp32: those of <see cref="ClipModel.encode_text"/> where a text fits into one
    /// reading.</summary>
    public static Tensor Encode(ClipModel model, Tokenizer tokenizer, params IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        var parts = texts.Select(tokenizer.Parts).ToList();
        long[] tokens = [.. parts.SelectMany(text => text).SelectMany(Filled)];
        var features = model.encode_text(tensor(tokens, [tokens.Length / tokenizer.ContextLength, tokenizer.ContextLength])); // [parts, e]
        if (parts.All(text => text.Count == 1))
        {
            return scope.MoveToOuter(features);
        }

        var ofTexts = features.split([.. parts.Select(text => (long)text.Count)], 0);
        return scope.MoveToOuter(cat([.. ofTexts.Select(own => own.size(0) == 1 ? own : Mean(own))], 0));

        IEnumerable<long> Filled(IReadOnlyList<int> part) =>
            Enumerable.Range(0, tokenizer.ContextLength).Select(i => i < part.Count ? (long)part[i] : 0);

        static Tensor Mean(Tensor own) => (own / own.norm(1, keepdim: true)).mean([0], keepdim: true);
    }

    /// <summary>A sentence for each text that is read in parts.</summary>
    /// <param name="tokenizer">The model's own.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="model">What the model is called.</param>
    public static IReadOnlyList<string> Remarks(Tokenizer tokenizer, IEnumerable<string> texts, string model) =>
    [
        .. from text in texts.Distinct()
           let parts = tokenizer.Parts(text)
           where parts.Count > 1
           let shown = text.Length > Shown ? text[..Shown] + "…" : text
           select $"'{shown}' has {parts.Sum(part => part.Count - 2)} tokens and {model} reads {tokenizer.ContextLength - 2} at once: "
               + $"it is read in {parts.Count} parts, whose mean counts.",
    ];
}
