using Atelier.Models.Clip;
using Atelier.Models.Clip.Tokenization;

namespace Atelier.Models.Tests.Clip;

public class LongTextEncoderTests
{
    private static readonly BytePairVocabulary Vocabulary = BytePairVocabulary.Learn(
        new Dictionary<string, int> { ["red"] = 5, ["apple"] = 4, ["blue"] = 3 }, 8);

    [Fact]
    public void Parts_OfATextThatFits_AreItsTokens()
    {
        var tokenizer = new Tokenizer(Vocabulary, 12);

        var part = Assert.Single(tokenizer.Chunks("red apple"));

        Assert.Equal(tokenizer.Encode("red apple"), part);
        Assert.Empty(LongTextEncoder.Warnings(tokenizer, ["red apple", ""], "toy"));
        Assert.Equal([Vocabulary.Start, Vocabulary.End], Assert.Single(tokenizer.Chunks("")));
    }

    [Theory]
    [InlineData("red apple red apple blue red apple apple apple red blue blue apple")]
    [InlineData("pneumonoultramicroscopicsilicovolcanoconiosis")]
    [InlineData("red, red; apple: 123456789 🎨🎨🎨🎨")]
    public void Parts_OfALongText_LoseNoToken(string text)
    {
        var tokenizer = new Tokenizer(Vocabulary, 8);

        var parts = tokenizer.Chunks(text);

        Assert.True(parts.Count > 1);
        Assert.All(parts, part => Assert.True(part.Count <= 8 && part[0] == Vocabulary.Start && part[^1] == Vocabulary.End));
        Assert.Equal(tokenizer.Encode(text).Skip(1).SkipLast(1), parts.SelectMany(part => part.Skip(1).SkipLast(1)));
        Assert.Contains($"in {parts.Count} parts", Assert.Single(LongTextEncoder.Warnings(tokenizer, [text, text], "toy")));
    }

    [Fact]
    public void Encode_OfTextsThatDifferAtTheirEnds_DiffersToo()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var random = new Generator(5);
        var tokenizer = new Tokenizer(Vocabulary, 8);
        using var model = new ClipModel(
            Weights.Fresh(random), new() { EmbeddingWidth = 16, Resolution = 16, VisionLayers = 1, VisionWidth = 16, PatchSize = 8,
                ContextLength = 8, VocabularySize = Vocabulary.Size, TextWidth = 16, TextLayers = 1 });
        const string Long = "red red red red red red red red red";

        var features = LongTextEncoder.Encode(model, tokenizer, "red apple", Long + " apple", Long + " blue");

        Assert.True((features[0] - model.encode_text(tokenizer.Tokenize(["red apple"]))).abs().max().ToDouble() < 1e-5);
        Assert.True((features[1] - features[2]).abs().max().ToDouble() > 1e-4);
        Tensor Unit(IReadOnlyList<int> part) =>
            model.encode_text(tensor((long[])[.. part.Select(token => (long)token), .. new long[8 - part.Count]], [1, 8])) is var one
                ? one / one.norm(1, keepdim: true) : one;
        var mean = cat([.. tokenizer.Chunks(Long + " apple").Select(Unit)], 0).mean([0]);
        Assert.True((features[1] - mean).abs().max().ToDouble() < 1e-6);
    }
}
