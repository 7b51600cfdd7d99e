using Atelier.Models.Clip.Tokenization;
using Atelier.Models.Diffusion.Text;

namespace Atelier.Models.Tests.Diffusion;

public class PromptAttentionTests
{
    [Theory]
    [InlineData("a red fox", "a red fox*1")]
    [InlineData("a (red) fox", "a *1|red*1.1| fox*1")]
    [InlineData("((red) fox", "red*1.21| fox*1.1")]
    [InlineData(@"a \(red\] fox\\", @"a (red] fox\*1")]
    [InlineData("(a)(b)", "ab*1.1")]
    [InlineData("((a:1.5) [b (c : .5)])", "a*1.65| *1.1|b *1|c *0.5")]
    [InlineData("", "*1")]
    [InlineData("a: b", "a: b*1")]
    [InlineData("(a:1.2.3)", "a:1.2.3*1.1")]
    [InlineData("a [b] c)", "a *1|b*0.9091| c)*1")]
    [InlineData("one BREAK two", "one*1|BREAK|two*1")]
    public void Parse_ReadsTheGrammar(string prompt, string expected) => Assert.Equal(
        expected,
        string.Join('|', PromptAttention.Parse(prompt).Select(part =>
            part.Text is null ? "BREAK" : $"{part.Text}*{Math.Round(part.Weight, 4)}")));

    [Fact]
    public void Chunks_EndAtANearComma_AndKeepEveryToken()
    {
        var tokenizer = new Tokenizer(BytePairVocabulary.Learn(new Dictionary<string, int> { ["a"] = 1 }, 1));
        var prompt = string.Join(' ', Enumerable.Repeat("a", 70)) + ", (" + string.Join(' ', Enumerable.Repeat("b", 10)) + ":1.5) BREAK c";

        var chunks = PromptChunk.Split(tokenizer, prompt);

        Assert.Equal([71, 10, 1], chunks.Select(chunk => chunk.Tokens.Count));
        Assert.All(chunks[1].Weights, weight => Assert.Equal(1.5, weight));
        Assert.Equal(chunks.Select(chunk => chunk.Tokens.Count), chunks.Select(chunk => chunk.Weights.Count));
    }
}
