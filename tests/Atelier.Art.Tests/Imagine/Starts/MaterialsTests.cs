using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Words;
using Atelier.Hub;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class MaterialsTests
{
    private static readonly StartLexicon Lexicon = StartLexicon.Find(ModelHub.Find("vqgan-glyphs"))!;

    [Theory]
    [InlineData("a golden fish", "golden")]
    [InlineData("Delicious chocolate bar made of gold", "gold")]
    [InlineData("a Wooden horse, flat", "wooden")]
    [InlineData("a glass of milk", null)]
    [InlineData("a red apple", null)]
    [InlineData("gold", null)]
    public void Of_APrompt_IsWhatTheThingIsMadeOf(string prompt, string? material) =>
        Assert.Equal(material, Materials.Of(new PromptReader(Lexicon).Read(prompt)));

    [Fact]
    public void Apply_ColoursTheFigure_AndLeavesTheGround()
    {
        using var scope = NewDisposeScope();
        var drawing = ones(1, 3, 128, 128);
        drawing.narrow(2, 32, 64).narrow(3, 32, 64).copy_(linspace(0.1, 0.8, 64).expand(1, 3, 64, 64));

        var golden = Materials.Apply(drawing, "golden");

        var (left, right) = (golden[0, .., 64, 40], golden[0, .., 64, 88]);
        Assert.True(left[0].ToDouble() > left[2].ToDouble() + 0.3, "the shade is not golden");
        Assert.True(right.mean().ToDouble() > left.mean().ToDouble() + 0.2, "the shades are lost");
        Assert.Equal(0, (golden - drawing).narrow(2, 0, 30).abs().max().ToDouble());
    }

    [Fact]
    public void Apply_OfWood_HasGrain()
    {
        using var scope = NewDisposeScope();
        var drawing = ones(1, 3, 128, 128);
        drawing.narrow(2, 32, 64).narrow(3, 32, 64).fill_(0.5);

        Assert.True(Deviation("wooden") > 0.02);
        Assert.Equal(0, Deviation("golden"), 1e-5);

        double Deviation(string material) =>
            Materials.Apply(drawing, material).narrow(2, 36, 56).narrow(3, 36, 56).std([2, 3], unbiased: false).max().ToDouble();
    }

    [Fact]
    public void Apply_OfAWhiteDrawing_LeavesIt()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1, Materials.Apply(ones(1, 3, 64, 64), "stone").min().ToDouble());
    }
}
