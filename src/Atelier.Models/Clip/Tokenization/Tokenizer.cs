using System.Globalization;
using System.Text;
using Atelier.Core;

namespace Atelier.Models.Clip.Tokenization;

/// <summary>The tokenizer of the official CLIP. t context length.</summary>
public sealed class Tokenizer(BytePairVocabulary vocabulary, int contextLength = 77)
{
    private const string Start = "<|startoftext|>";
    private const string End = "<|endoftext|>";
    private static readonly string[] Unsplit = [Start, End, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]; // always one token or word

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>t: the most tokens the model reads, start and end included.</summary>
    public int ContextLength => contextLength;

    /// <summary>The tokens.</summary>
    public BytePairVocabulary Vocabulary => vocabulary;

    /// <summary>Tokens of several texts, i64 [n, t]: start, words, end, zeros. Longer texts are truncated and keep their end token,
    /// as the official code does with <c>truncate=True</c>; <see cref="LongTextEncoder"/> reads them whole.</summary>
    public Tensor Tokenize(params IReadOnlyList<string> texts) => Tokenize(texts, Encode);

    /// <summary>The same with BPE-dropout (see <see cref="BytePairVocabulary.Encode(string, SplitMix64, float)"/>), for training.</summary>
    public Tensor Tokenize(IReadOnlyList<string> texts, SplitMix64 random, float dropout) => Tokenize(texts, text =>
        [vocabulary.Start, .. Words(text).SelectMany(word => vocabulary.Encode(word, random, dropout)), vocabulary.End]);

    private Tensor Tokenize(IReadOnlyList<string> texts, Func<string, IReadOnlyList<int>> encode)
    {
        var tokens = new long[texts.Count * contextLength];
        for (var i = 0; i < texts.Count; i++)
        {
            var encoded = encode(texts[i]);
            for (var j = 0; j < Math.Min(encoded.Count, contextLength); j++)
            {
                tokens[(i * contextLength) + j] = j == contextLength - 1 ? vocabulary.End : encoded[j];
            }
        }

        return tensor(tokens, [texts.Count, contextLength]);
    }

    /// <summary>Start, the words' tokens, end; as many as there are.</summary>
    public IReadOnlyList<int> Encode(string text) => [vocabulary.Start, .. Words(text).SelectMany(TokensOf), vocabulary.End];

    /// <summary>Splits a text into chunks of at most t tokens, start and end included, of about equal length. Words stay whole where
    /// they fit.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Chunks(string text)
    {
        var room = Math.Max(1, contextLength - 2);
        var words = Words(text).SelectMany(word => TokensOf(word).Chunk(room)).ToList();
        var total = words.Sum(word => word.Length);
        var count = Math.Max(1, (total + room - 1) / room);
        var target = (total + count - 1) / count;
        List<List<int>> chunks = [[]];
        foreach (var word in words)
        {
            if (chunks[^1].Count > 0 && (chunks[^1].Count + word.Length > room || chunks[^1].Count >= target))
            {
                chunks.Add([]);
            }

            chunks[^1].AddRange(word);
        }

        return [.. chunks.Select(chunk => (int[])[vocabulary.Start, .. chunk, vocabulary.End])];
    }

    private IReadOnlyList<int> TokensOf(string word) =>
        word switch { Start => [vocabulary.Start], End => [vocabulary.End], _ => vocabulary.Encode(word) };

    /// <summary>The words of a text, cleaned and in lower case: runs of letters, single digits, runs of
    /// other characters, English contractions.</summary>
    public static IEnumerable<string> Words(string text)
    {
        text = TextRepair.Clean(text);
        for (var at = 0; at < text.Length;)
        {
            var kind = KindAt(text, at, out var length);
            var from = at;
            if (Unsplit.FirstOrDefault(part => string.CompareOrdinal(text, from, part, 0, part.Length) == 0) is { } contraction)
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
