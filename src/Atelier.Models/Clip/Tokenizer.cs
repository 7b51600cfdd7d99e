using System.Text.RegularExpressions;
using Atelier.Tensors;

namespace Atelier.Models.Clip;

/// <summary>Text to tokens as the official CLIP does it. t context length.</summary>
public sealed partial class Tokenizer(BytePairVocabulary vocabulary, int contextLength = 77)
{
    /// <summary>Tokens of several texts, i64 [n, t]: start, words, end, zeros. Too long a text is cut and keeps its end token.</summary>
    public Tensor Tokenize(params IReadOnlyList<string> texts)
    {
        var tokens = new long[texts.Count * contextLength];
        for (var i = 0; i < texts.Count; i++)
        {
            var encoded = Encode(texts[i]);
            for (var j = 0; j < Math.Min(encoded.Count, contextLength); j++)
            {
                tokens[(i * contextLength) + j] = j == contextLength - 1 ? vocabulary.End : encoded[j];
            }
        }

        return Tensor.From(tokens, texts.Count, contextLength);
    }

    /// <summary>Start, the words' tokens, end; as many as there are.</summary>
    public IReadOnlyList<int> Encode(string text) =>
        [vocabulary.Start, .. Words(text).SelectMany(vocabulary.Encode), vocabulary.End];

    /// <summary>The words of a text: lower case, split at spaces, digits and punctuation.</summary>
    public static IEnumerable<string> Words(string text) =>
        Pattern().Matches(System.Net.WebUtility.HtmlDecode(text).Trim().ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")]
    private static partial Regex Pattern();
}
