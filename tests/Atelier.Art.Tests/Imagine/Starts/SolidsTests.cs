using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Figures;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Hub;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class SolidsTests
{
    private static readonly StartLexicon Lexicon = StartLexicon.Find(ModelHub.Find("vqgan-glyphs"))!;

    [Theory]
    [InlineData("a blue cube", "cube")]
    [InlineData("three spheres", "sphere")]
    [InlineData("an ice cube", null)]
    [InlineData("a strawberry ice cream cone", null)]
    [InlineData("music of the spheres", null)]
    [InlineData("a red apple", null)]
    public void Of_APrompt_IsItsSolid(string prompt, string? solid) =>
        Assert.Equal(solid, Solids.Of(new PromptReader(Lexicon).Read(prompt)));

    [Theory]
    [InlineData("cube")]
    [InlineData("sphere")]
    [InlineData("cone")]
    [InlineData("cylinder")]
    [InlineData("pyramid")]
    public void Draw_IsInTheColour_OnWhite(string solid)
    {
        using var scope = NewDisposeScope();
        var picture = Solids.Draw(solid, "red");

        var middle = picture.narrow(2, 56, 16).narrow(3, 56, 16).mean([0, 2, 3]);
        Assert.True(middle[0].ToDouble() > middle[2].ToDouble() + 0.3);
        Assert.Equal(1, picture[0, .., 2, 2].min().ToDouble(), 1e-3);
        Assert.True(FigureMask.HasWhiteGround(picture));
    }
}
