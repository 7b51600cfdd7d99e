using System.Globalization;
using System.Text;

namespace Atelier.Models.Clip.Tokenization;

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

    /// <summary>t: how many tokens the model reads at once, start and end included.</summary>
    public int ContextLength => contextLength;

    /// <summary>Tokens of several texts, i64 [n, t]: start, words, end, zeros. Too long a text is cut and keeps its end token, as the
    /// official code cuts it on request; <see cref="LongTexts"/> reads it whole.</summary>
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
    public IReadOnlyList<int> Encode(string text) => [vocabulary.Start, .. Words(text).SelectMany(TokensOf), vocabulary.End];

    /// <summary>The text in as many readings as it needs, about equally long, each of at most t tokens with its start and end. Words stay
    /// whole where they fit.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Parts(string text)
    {
        var room = Math.Max(1, contextLength - 2);
        var words = Words(text).SelectMany(word => TokensOf(word).Chunk(room)).ToList();
        var all = words.Sum(word => word.Length);
        var readings = Math.Max(1, (all + room - 1) / room);
        var fair = (all + readings - 1) / readings;
        List<List<int>> parts = [[]];
        foreach (var word in words)
        {
            if (parts[^1].Count > 0 && (parts[^1].Count + word.Length > room || parts[^1].Count >= fair))
            {
                parts.Add([]);
            }

            parts[^1].AddRange(word);
        }

        return [.. parts.Select(part => (int[])[vocabulary.Start, .. part, vocabulary.End])];
    }

    private IReadOnlyList<int> TokensOf(string word) =>
        word switch { Start => [vocabulary.Start], End => [vocabulary.End], _ => vocabulary.Encode(word) };

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
