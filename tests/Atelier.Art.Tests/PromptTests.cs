using Atelier.Art.Imagine.Prompts;
using Atelier.Core;

namespace Atelier.Art.Tests;

public class PromptTests
{
    [Fact]
    public void Parse_OfSeveral_ReadsWeightsAndStops()
    {
        var prompts = Prompt.Parse("a fox:1|watercolour:0.5:-0.2|blur:-0.3|a scene: night:2");

        Assert.Equal([new("a fox"), new("watercolour", 0.5, -0.2), new("blur", -0.3), new("a scene: night", 2)], prompts);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a fox| ", "empty")]
    [InlineData("a fox|", "empty")]
    [InlineData(":2", "empty")]
    [InlineData("a fox:nan", "no weight")]
    [InlineData("a fox:inf", "no weight")]
    [InlineData("a fox:1e400", "no weight")]
    [InlineData("a fox:1:nan", "no stop")]
    [InlineData("a fox:1:2:3", "three numbers")]
    [InlineData("\"a fox", "not closed")]
    public void Parse_OfNonsense_SaysWhatIsWrong(string text, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<AtelierException>(() => Prompt.Parse(text)).Message);

    [Theory]
    [InlineData("a clock at 12:30 pm", "a clock at 12:30 pm", 1)]
    [InlineData("a clock at 12:30", "a clock at 12:30", 1)]
    [InlineData("12:30", "12:30", 1)]
    [InlineData("12:30:45", "12:30:45", 1)]
    [InlineData("a clock at 12:30:0.5", "a clock at 12:30", 0.5)]
    [InlineData("\"a clock at 12:30\":2", "a clock at 12:30", 2)]
    [InlineData("a 16:9 picture", "a 16:9 picture", 1)]
    [InlineData("a fox: 0.5", "a fox", 0.5)]
    [InlineData("a fox:.5", "a fox", 0.5)]
    [InlineData("a fox:-2e-1", "a fox", -0.2)]
    [InlineData("Alien: Resurrection", "Alien: Resurrection", 1)]
    [InlineData("a:b.png", "a:b.png", 1)]
    [InlineData("a:b.png:0.5", "a:b.png", 0.5)]
    [InlineData(@"C:\pictures\a.png:0.5", @"C:\pictures\a.png", 0.5)]
    [InlineData(@"level\:3", "level:3", 1)]
    [InlineData(@"level\:3:2.0", "level:3", 2)]
    [InlineData("\"level:3\"", "level:3", 1)]
    [InlineData("\"a|b\":2", "a|b", 2)]
    [InlineData(@"a\|b", "a|b", 1)]
    [InlineData("a 5\" screen", "a 5\" screen", 1)]
    [InlineData(@"\""so\"" he said", "\"so\" he said", 1)]
    public void Parse_OfColonsBarsAndQuotes_TellsNumbersFromWords(string text, string words, double weight) =>
        Assert.Equal([new(words, weight)], Prompt.Parse(text));

    [Fact]
    public void Parse_OfAStopWithoutEnd_HasNone() => Assert.Equal([new("a fox")], Prompt.Parse("a fox:1:-inf"));

    [Fact]
    public void Distance_OfTheSameDirection_IsZeroAndOfOpposite_IsHalfPiSquared()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1f, 0f, -2f, 0f }, [2, 2]);

        var distances = Prompt.SphericalDistance(x, tensor(new float[] { 3f, 0f }, [1, 2])).ToArray<float>();

        Assert.Equal(0, distances[0], 6);
        Assert.Equal(Math.PI * Math.PI / 2, distances[1], 4);
    }

    [Fact]
    public void Loss_BelowItsStop_HasTheValueButNoGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1f, 0.1f }, [1, 2]).requires_grad_();
        var target = tensor(new float[] { 1f, 0f }, [1, 2]);

        var held = new Prompt("x", 1, 0.5).Loss(x, target);
        held.backward();
        var free = new Prompt("x").Loss(x.detach(), target);

        Assert.Equal(free.ToDouble(), held.ToDouble(), 6);
        Assert.Equal([0f, 0f], x.grad!.ToArray<float>());
    }
}
