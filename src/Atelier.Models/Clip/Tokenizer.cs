using System.Globalization;
using System.Text;

namespace Atelier.Models.Clip;

/// <summary>Text to tokens as the official CLIP does it. t context length.</summary>
public sealed class Tokenizer(BytePairVocabulary vocabulary, int contextLength = 77)
{
    private const string Start = "<|startoftext|>";
    private const string End = "<|endoftext|>";
    private static readonly string[] Whole = [Start, End, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]; // never split

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

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

        return tensor(tokens, [texts.Count, contextLength]);
    }

    /// <summary>Start, the words' tokens, end; as many as there are.</summary>
    public IReadOnlyList<int> Encode(string text) =>
        [vocabulary.Start, .. Words(text).SelectMany(
            word => word switch { Start => [vocabulary.Start], End => [vocabulary.End], _ => vocabulary.Encode(word) }), vocabulary.End];

    /// <summary>The words of a text, repaired and in lower case: runs of letters, single digits, runs of
    /// anything else, English contractions.</summary>
    public static IEnumerable<string> Words(string text)
    {
        text = TextRepair.Clean(text);
        for (var at = 0; at < text.Length;)
        {
            var kind = KindAt(text, at, out var length);
            var from = at;
            if (Whole.FirstOrDefault(part => string.CompareOrdinal(text, from, part, 0, part.Length) == 0) is { } contraction)
            {
                length = contraction.Length;
            }
            else if (kind is Kind.Letter or Kind.Other)
            {
                while (at + length < text.Length && KindAt(text, at + length, out var next) == kind)
                {
                    length += next;
                }
            }

            at += length;
            if (kind != Kind.Space)
            {
                yield return text.Substring(from, length);
            }
        }
    }

    private static Kind KindAt(string text, int at, out int length)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) != System.Buffers.OperationStatus.Done)
        {
            return Kind.Other;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other,
        };
    }
}
