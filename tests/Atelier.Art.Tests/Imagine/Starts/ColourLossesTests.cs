using Atelier.Art.Imagine.Prompts;
using Atelier.Art.Imagine.Starts;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class ColourLossesTests
{
    [Theory]
    [InlineData("an apple|red:-2", 1.0, 0)]   // half of the figure, twice
    [InlineData("an apple|green:-1", 0.5, 1)]
    [InlineData("an apple|red:2", 0, 0.3)] // the heaviest prompt asks for it
    [InlineData("an apple|blurred:-1", 0, 0)]
    [InlineData("a red apple", 0, 0.3)] // the other one has no red
    [InlineData("a blue apple", 0.3, 0.3)]
    [InlineData("a red and blue apple", 0, 0.3)]
    [InlineData("an apple on a red background", 0, 0)]
    public void Of_PicturesOfGreen_AndOfGreenAndRed(string prompts, double ofRed, double ofGreen)
    {
        using var scope = NewDisposeScope();
        var pictures = ones(2, 3, 32, 32);
        pictures.narrow(2, 8, 16).narrow(3, 8, 16).copy_(tensor(new[] { 0.1f, 0.6f, 0.2f }, [1, 3, 1, 1]).expand(2, 3, 16, 16));
        pictures[0].narrow(1, 8, 8).narrow(2, 8, 16).copy_(tensor(new[] { 0.9f, 0.1f, 0.1f }, [3, 1, 1]).expand(3, 8, 16));

        var losses = ColourLosses.Of(pictures, PromptPlan.Parse(prompts, "")).ToArray<float>();

        Assert.Equal(ofRed, losses[0], 1e-4);
        Assert.Equal(ofGreen, losses[1], 1e-4);
    }
}
