using Atelier.Art.Imagine.Starts;
using Atelier.Art.Imagine.Starts.Figures;
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
    [InlineData("a skull carved out of wood", "wood")]
    [InlineData("a car made of cheese", "cheese")]
    [InlineData("a teapot made of strawberries", "strawberries")]
    [InlineData("a box of wood", "wood")]
    [InlineData("a robot built out of cardboard boxes", "cardboard")]
    [InlineData("a skull made of gold and rubies", "gold")]
    [InlineData("an old rusty tractor", "rusty")]
    [InlineData("a stained glass window", null)]
    [InlineData("a stained wooden table", "wooden")]
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
    public void Apply_OfAFlatBlackDrawing_IsOfTheMiddleShade()
    {
        using var scope = NewDisposeScope();
        var drawing = ones(1, 3, 64, 64);
        drawing.narrow(2, 16, 32).narrow(3, 16, 32).fill_(0.05);

        var golden = Materials.Apply(drawing, "golden")[0, .., 32, 32];

        Assert.Equal(0xef / 255.0, golden[0].ToDouble(), 0.02);
        Assert.Equal(0x2c / 255.0, golden[2].ToDouble(), 0.02);
    }

    [Fact]
    public void Cover_FillsTheFigureWithTheOtherThing_AndLeavesTheGround()
    {
        using var scope = NewDisposeScope();
        var drawing = ones(1, 3, 128, 128);
        drawing.narrow(2, 24, 80).narrow(3, 24, 80).fill_(0.7);
        var red = ones(1, 3, 128, 128);
        red.narrow(2, 32, 64).narrow(3, 32, 64).copy_(tensor(new[] { 0.9f, 0.1f, 0.1f }, 1, 3, 1, 1).expand(1, 3, 64, 64));

        var covered = Materials.Cover(drawing, red);

        var inside = covered.narrow(2, 40, 48).narrow(3, 40, 48).mean([0, 2, 3]);
        Assert.True(inside[0].ToDouble() > inside[1].ToDouble() + 0.3);
        Assert.Equal(0, (covered - drawing).narrow(2, 0, 20).abs().max().ToDouble(), 1e-6);
    }

    [Fact]
    public void Apply_OfAWhiteDrawing_LeavesIt()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1, Materials.Apply(ones(1, 3, 64, 64), "stone").min().ToDouble());
    }
}
