using System.Text;
using Atelier.Models.Clip.Tokenization;
using CsCheck;

namespace Atelier.Models.Tests.Clip;

/// <summary>Tokens lose nothing of the words: they are spelled again by a plain decoder over the vocabulary's own text.</summary>
public sealed class TokenizerPropertyTests
{
    private static readonly BytePairVocabulary Vocabulary = BytePairVocabulary.Learn(
        "the quick brown fox jumps over the lazy dog, the über-café's naïve façade 日本語 日本 🦊🦊 1984".Split(' ')
            .GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count() + 2),
        60);

    private static readonly string[] Spelling = Spell();

    private static readonly string[] Known = ["the", "fox", "fox's", "über", "日本語", "🦊", "café", "1984", ",", "jumps"];

    // words the merges know, and anything else
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.OneOf(Known), Gen.String, Gen.String.AlphaNumeric)
        .Array[0, 12].Select(words => string.Join(' ', words)).Where(text => !text.Any(char.IsSurrogate) || text.EnumerateRunes().All(
            rune => rune != Rune.ReplacementChar));

    [Fact]
    public void Tokens_SpellTheWordsAgain() => Texts.Sample(text =>
    {
        var tokens = new Tokenizer(Vocabulary).Encode(text);

        Assert.Equal((Vocabulary.Start, Vocabulary.End), (tokens[0], tokens[^1]));
        Assert.Equal(Tokenizer.Words(text), Decode(tokens.Skip(1).SkipLast(1)));
    });

    [Fact]
    public void Chunks_AreTheWholeText_EachWithinTheContext() => Gen.Select(Texts, Gen.Int[3, 12]).Sample((text, context) =>
    {
        var tokenizer = new Tokenizer(Vocabulary, context);

        var chunks = tokenizer.Chunks(text);

        Assert.All(chunks, chunk => Assert.InRange(chunk.Count, 2, context));
        Assert.Equal(tokenizer.Encode(text).Skip(1).SkipLast(1), chunks.SelectMany(chunk => chunk.Skip(1).SkipLast(1)));
    });

    [Fact]
    public void Encode_OnManyThreads_IsAsOnOne()
    {
        var words = Enumerable.Range(0, 20_000).Select(number => $"fox{number:x}").ToArray();
        var shared = Vocabulary.Grow(new Dictionary<string, int>(), 0);

        var tokens = words.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(shared.Encode).ToArray();

        Assert.Equal(words.Select(Vocabulary.Encode), tokens);
    }

    private static string[] Decode(IEnumerable<int> tokens)
    {
        var letters = string.Concat(tokens.Select(token => Spelling[token])).Split("</w>")[..^1];
        return [.. letters.Select(word => Encoding.UTF8.GetString([.. word.Select(ByteOf)]))];
    }

    // 256 bytes, the same at the end of a word, one token a merge
    private static string[] Spell()
    {
        var printable = Enumerable.Range(0, 256).Where(IsPrintable).Select(b => (char)b);
        string[] bytes = [.. printable.Concat(Enumerable.Range(0x100, 256 - printable.Count()).Select(c => (char)c)).Select(c => $"{c}")];
        var merges = Vocabulary.Text.Split('\n').Skip(1).SkipLast(1).Select(line => line.Replace(" ", ""));
        return [.. bytes, .. bytes.Select(letter => letter + "</w>"), .. merges];
    }

    // GPT-2's bytes_to_unicode backwards
    private static byte ByteOf(char letter) =>
        letter < 0x100 ? (byte)letter : (byte)Enumerable.Range(0, 256).Where(b => !IsPrintable(b)).ElementAt(letter - 0x100);

    private static bool IsPrintable(int b) => b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
}
