using Atelier.Art.Imagine;
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
    [InlineData("a fox:much", "no number")]
    [InlineData("a fox:1:soon", "no number")]
    [InlineData("a fox:nan", "no number")]
    public void Parse_OfNonsense_SaysWhatIsWrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserException>(() => Prompt.Parse(text)).Message);

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
