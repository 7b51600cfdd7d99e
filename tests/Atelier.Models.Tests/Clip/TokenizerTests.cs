using System.Text.Json;
using Atelier.Models.Clip.Tokenization;
using Atelier.Tests;

namespace Atelier.Models.Tests.Clip;

public class TokenizerTests
{
    [Fact]
    public void OpenAisVocabulary_GivesTheIdsOfAllPrompts()
    {
        var path = Golden.Outside("data-weights", "clip", "bpe_simple_vocab_16e6.txt.gz");
        Assert.SkipWhen(path is null, "OpenAI's vocabulary is not ours to commit and not beside the checkout");
        var tokenizer = new Tokenizer(BytePairVocabulary.Load(path!));
        using var json = JsonDocument.Parse(File.ReadAllText(Golden.Locate("tokenizer", "tokenizer.json")!));
        var wrong = new List<string>();
        foreach (var prompt in json.RootElement.GetProperty("prompts").EnumerateArray())
        {
            var text = prompt.GetProperty("text").GetString()!;
            int[] expected = [.. prompt.GetProperty("bpe").EnumerateArray().Select(id => id.GetInt32())];
            if (!tokenizer.Encode(text).Skip(1).SkipLast(1).SequenceEqual(expected))
            {
                wrong.Add($"{text} -> {TextRepair.Clean(text)} instead of {prompt.GetProperty("clean").GetString()}");
            }
        }

        Assert.Equal(340, json.RootElement.GetProperty("prompts").GetArrayLength());
        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Cleaning_IsThatOfTheOfficialTokenizer()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Golden.Locate("tokenizer", "tokenizer.json")!));
        var prompts = json.RootElement.GetProperty("prompts").EnumerateArray().ToArray();

        Assert.Equal(340, prompts.Length);
        Assert.All(prompts, prompt =>
            Assert.Equal(prompt.GetProperty("clean").GetString(), TextRepair.Clean(prompt.GetProperty("text").GetString()!)));
    }

    // of Unicode's NormalizationTest.txt
    [Theory]
    [InlineData("\u1E0A\u0323", "\u1E0C\u0307")]
    [InlineData("\u0044\u0307\u0323", "\u1E0C\u0307")]
    [InlineData("\u0115\u0327", "\u1E1D")]
    [InlineData("\u0061\u0315\u0300\u05AE\u0300\u0062", "\u00E0\u05AE\u0300\u0315\u0062")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8\u11A8", "\uAC01\u11A8")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u2126 \uF900", "\u03A9 \u8C48")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u1112\u0300\u1161", "\u1112\u0300\u1161")]
    public void NormalFormC_IsThatOfUnicode(string text, string composed) => Assert.Equal(composed, UnicodeNormalization.Composed(text));

    [Fact]
    public void OwnVocabulary_RoundTripsThroughItsFile_AndCutsLongTexts()
    {
        using var scope = NewDisposeScope();
        var vocabulary = BytePairVocabulary.Learn(new Dictionary<string, int> { ["apple"] = 9, ["apples"] = 3, ["red"] = 5 }, 6);
        var path = Path.Combine(Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.txt");
        vocabulary.Save(path);
        var loaded = BytePairVocabulary.Load(path);
        File.Delete(path);

        Assert.Equal(520, loaded.Size);
        Assert.Equal(vocabulary.Encode("apple"), loaded.Encode("apple"));
        Assert.Single(loaded.Encode("apple"));
        var tokens = new Tokenizer(loaded, 6).Tokenize(["red apples and red apples"]).ToArray<long>();
        Assert.Equal(loaded.Start, tokens[0]);
        Assert.Equal(loaded.End, tokens[5]);
    }

    [Theory]
    [InlineData("It's 3D!", "it 's 3 d !")]
    [InlineData("a  “quoted”\tfox", "a \" quoted \" fox")]
    [InlineData("ΑΣΑΣ", "ασας")]
    [InlineData("&amp;amp; sons", "& sons")]
    [InlineData("cafÃ©", "café")]
    [InlineData("ＦＵＬＬ", "full")]
    public void Words_OfAText_AreRepairedAndSplit(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Tokenizer.Words(text)));
}
