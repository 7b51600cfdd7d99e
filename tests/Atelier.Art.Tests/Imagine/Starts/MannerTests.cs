using Atelier.Art.Imagine.Starts.Manners;
using Atelier.Art.Imagine.Starts.Manners.Drawings;
using Atelier.Art.Imagine.Starts.Manners.Prints;

namespace Atelier.Art.Tests.Imagine.Starts;

public sealed class MannerTests
{
    [Theory]
    [InlineData("Hogwarts castle pencil sketch", true)]
    [InlineData("a watercolour of a rose", true)]
    [InlineData("a 16-bit dragon", true)]
    [InlineData("a temple, low-poly", true)]
    [InlineData("a NEON sign", true)]
    [InlineData("a hat, outline", true)]
    [InlineData("a dove in stained glass", true)]
    [InlineData("mosaic of a fish", true)]
    [InlineData("a chalk drawing of a boat", true)]
    [InlineData("pop art banana", true)]
    [InlineData("a castle in the style of Van Gogh", true)]
    [InlineData("an origami crane", true)]
    [InlineData("a superhero, comic style", true)]
    [InlineData("linocut of a heron", true)]
    [InlineData("a blueprint of a spaceship", true)]
    [InlineData("a vintage photograph of a boat", true)]
    [InlineData("ukiyo-e fox", true)]
    [InlineData("a crayon drawing of my house", true)]
    [InlineData("an embroidered bee", true)]
    [InlineData("graffiti of a parrot", true)]
    [InlineData("charcoal portrait of a grandmother", true)]
    [InlineData("a poster", false)]
    [InlineData("a house in pastel colours", false)]
    [InlineData("comic relief", false)]
    [InlineData("a piece of chalk", false)]
    [InlineData("a glass bottle", false)]
    [InlineData("rainy street with neon lights", false)]
    [InlineData("a pencil", false)]
    [InlineData("a line of ducks", false)]
    [InlineData("a pen and paper", false)]
    public void Of_APrompt_IsTheMannerThatItNames(string prompt, bool isNamed) => Assert.Equal(isNamed, Manner.Of(prompt) is not null);

    [Fact]
    public void Pencil_OfAColouredFigure_IsGreyOnPaper()
    {
        using var scope = NewDisposeScope();

        var drawn = Pencil.Draw(Disc(), 1);

        Assert.Equal(0, (drawn.amax([1]) - drawn.amin([1])).max().ToDouble(), 1e-6);
        Assert.True(drawn[0, 0, 2, 2].ToDouble() > 0.9, "the paper is not light");
        Assert.True(drawn.min().ToDouble() < 0.5, "nothing is drawn");
    }

    [Fact]
    public void Outline_IsWhiteInsideAndOutside_WithLinesBetween()
    {
        using var scope = NewDisposeScope();

        var drawn = Outline.Draw(Disc(), 1);

        Assert.True(drawn[0, .., 64, 64].min().ToDouble() > 0.95 && drawn[0, .., 2, 2].min().ToDouble() > 0.95);
        Assert.True(drawn[0, .., 64, 100..108].min().ToDouble() < 0.2);
    }

    [Fact]
    public void PixelArt_HasSquarePixels()
    {
        using var scope = NewDisposeScope();

        var cells = PixelArt.Draw(Disc(), 1).reshape(1, 3, 16, 8, 16, 8);

        Assert.Equal(0, (cells.amax([3, 5]) - cells.amin([3, 5])).max().ToDouble(), 1e-6);
    }

    [Fact]
    public void Neon_IsDarkWithLight()
    {
        using var scope = NewDisposeScope();

        var luma = Neon.Draw(Disc(), 1).mean([1]);

        Assert.True(luma.quantile(tensor(0.3f)).ToDouble() < 0.2 && luma.max().ToDouble() > 0.5);
    }

    [Fact]
    public void StainedGlass_HasPanesOfOneColour_BetweenLeads()
    {
        using var scope = NewDisposeScope();

        var drawn = StainedGlass.Draw(Disc(), 1);

        var panes = drawn.mean([1]).gt(0.25).reshape(-1);
        Assert.InRange(panes.to(ScalarType.Float32).mean().ToDouble(), 0.6, 0.97);
        var colours = (drawn.reshape(3, -1).t()[panes] * 255).round();
        var (_, _, counts) = colours.unique(dim: 0, return_counts: true);
        Assert.True(counts!.gt(50).sum().ToInt64() > 20, "there are no panes");
    }

    [Fact]
    public void Mosaic_KeepsTheFigure_OnAGroundOfStones()
    {
        using var scope = NewDisposeScope();

        var drawn = Mosaic.Draw(Disc(), 1);

        Assert.True(drawn[0, .., 0..20, 0..20].std([1, 2]).max().ToDouble() > 0.02, "there are no stones");
        Assert.True((drawn[0, .., 64, 64] - drawn[0, .., 4, 4]).abs().max().ToDouble() > 0.2, "the figure is lost");
    }

    [Fact]
    public void Chalk_IsLightOnADarkBoard()
    {
        using var scope = NewDisposeScope();

        var drawn = Chalk.Draw(Disc(), 1);

        Assert.True(drawn[0, .., 2, 2].max().ToDouble() < 0.3);
        Assert.True(drawn[0, .., 64, 100..108].mean([0]).max().ToDouble() > 0.45);
    }

    [Fact]
    public void BrushStrokes_KeepTheFigure_OnAPaintedGround()
    {
        using var scope = NewDisposeScope();

        var drawn = BrushStrokes.Draw(Disc(), 1);

        Assert.True(drawn[0, 0, 64, 64].ToDouble() > drawn[0, 2, 64, 64].ToDouble() + 0.4, "the figure is lost");
        Assert.True(drawn[0, .., 0..20, 0..20].std([1, 2]).max().ToDouble() > 0.01, "the ground is not painted");
    }

    [Fact]
    public void AChalkSketch_IsOfChalk() => Assert.Equal(Manner.Of("a chalk drawing"), Manner.Of("a chalk sketch of a cat"));

    [Fact]
    public void PopArt_LiesOnABrightGround_InBlackContours()
    {
        using var scope = NewDisposeScope();

        var drawn = PopArt.Draw(Disc(), 0);

        Assert.True(drawn[0, 2, 2, 2].ToDouble() < 0.5 && drawn[0, 0, 2, 2].ToDouble() > 0.9, "the ground is not yellow");
        Assert.True(drawn[0, .., 64, 100..108].max(0).values.min().ToDouble() < 0.2, "there is no contour");
    }

    [Fact]
    public void Origami_KeepsTheGround_AndLightensTheFigure()
    {
        using var scope = NewDisposeScope();

        var drawn = Origami.Draw(Disc(), 1);

        Assert.Equal(1, drawn[0, .., 2, 2].min().ToDouble(), 0.01);
        Assert.True(drawn[0, .., 64, 64].mean().ToDouble() > Disc()[0, .., 64, 64].mean().ToDouble());
    }

    [Fact]
    public void Silhouette_IsBlackWhereTheFigureIs()
    {
        using var scope = NewDisposeScope();

        var drawn = Silhouette.Draw(Disc(), 1);

        Assert.True(drawn[0, .., 64, 64].max().ToDouble() < 0.1);
        Assert.True(drawn[0, .., 2, 2].min().ToDouble() > 0.9);
    }

    [Fact]
    public void Silhouette_InAPlace_IsBlackBeforeTheSky()
    {
        using var scope = NewDisposeScope();
        var scene = (Disc() * 0.6) + (tensor(new[] { 0.35f, 0.2f, 0.1f }, [1, 3, 1, 1]) * linspace(1, 0.6, 128).reshape(1, 1, -1, 1));

        var drawn = Silhouette.Draw(scene, 1);

        Assert.True(drawn[0, .., 64, 64].max().ToDouble() < 0.1, "the figure is not black");
        Assert.True(drawn[0, .., 2, 2].max().ToDouble() > 0.5, "the sky is lost");
    }

    [Fact]
    public void Blueprint_IsLightLinesOnBlue()
    {
        using var scope = NewDisposeScope();

        var drawn = Blueprint.Draw(Disc(), 1);

        Assert.True(drawn[0, 2, 64, 66].ToDouble() > drawn[0, 0, 64, 66].ToDouble() + 0.3, "the ground is not blue");
        Assert.True(drawn[0, .., 64, 100..108].amin([0]).max().ToDouble() > 0.8, "there are no lines");
    }

    [Fact]
    public void Linocut_IsInkOnPaper_WithCutLines()
    {
        using var scope = NewDisposeScope();

        var luma = Linocut.Draw(Disc(), 1).mean([1])[0];

        Assert.True(luma[2, 2].ToDouble() > 0.85, "the paper is not light");
        Assert.True(luma[50..78, 50..78].min().ToDouble() < 0.15 && luma[50..78, 50..78].max().ToDouble() > 0.4, "nothing is cut");
    }

    [Fact]
    public void Sepia_IsBrown_WithDarkCorners()
    {
        using var scope = NewDisposeScope();

        var drawn = Sepia.Draw(Disc(), 1);

        Assert.True((drawn[0, 0] - drawn[0, 2]).min().ToDouble() > 0.05, "it is not brown");
        Assert.True(drawn[0, .., 0..8, 0..8].mean().ToDouble() < drawn[0, .., 0..8, 60..68].mean().ToDouble() - 0.1);
    }

    [Fact]
    public void Poster_LiesOnAGroundThatFades_InDarkContours()
    {
        using var scope = NewDisposeScope();

        var drawn = Poster.Draw(Disc(), 0);

        Assert.True(drawn[0, 0, 2, 2].ToDouble() < drawn[0, 0, 120, 2].ToDouble() - 0.3, "the ground does not fade");
        Assert.True(drawn[0, .., 64, 100..108].amax([0]).min().ToDouble() < 0.45, "there is no contour");
    }

    [Fact]
    public void Embroidery_HasOneColourAStitch_OnLinen()
    {
        using var scope = NewDisposeScope();

        var drawn = Embroidery.Draw(Disc(), 1);

        Assert.InRange(drawn[0, .., 2, 2].mean().ToDouble(), 0.7, 0.95);
        Assert.True(drawn[0, 0, 50..78, 50..78].std().ToDouble() > 0.05, "there are no stitches");
    }

    [Fact]
    public void Graffiti_IsBrightOnBricks_InWhiteContours()
    {
        using var scope = NewDisposeScope();

        var drawn = Graffiti.Draw(Disc(), 1);

        Assert.True(drawn[0, .., 0..24, 0..128].std([1, 2]).min().ToDouble() > 0.05, "there are no bricks");
        Assert.True(drawn[0, 0, 64, 64].ToDouble() > drawn[0, 1, 64, 64].ToDouble() + 0.4, "the figure is lost");
        Assert.True(drawn[0, .., 64, 100..112].amin([0]).max().ToDouble() > 0.7, "there is no white contour");
    }

    [Fact]
    public void Manners_OfASeed_AreTheSame_OfAnotherAreNot()
    {
        using var scope = NewDisposeScope();
        foreach (var draw in (Func<Tensor, ulong, Tensor>[])[
            Watercolour.Draw, LowPoly.Draw, Pencil.Draw, StainedGlass.Draw, Mosaic.Draw, Chalk.Draw, BrushStrokes.Draw, Origami.Draw,
            Crayon.Draw, Linocut.Draw, Sepia.Draw, Graffiti.Draw,
        ])
        {
            Assert.Equal(draw(Disc(), 1).ToArray<float>(), draw(Disc(), 1).ToArray<float>());
            Assert.NotEqual(draw(Disc(), 1).ToArray<float>(), draw(Disc(), 2).ToArray<float>());
        }
    }

    // red on white, [1, 3, 128, 128]
    private static Tensor Disc()
    {
        var away = arange(128, dtype: ScalarType.Float32) - 64;
        var isInside = (away.reshape(-1, 1).square() + away.square()).lt(40 * 40);
        return where(isInside, tensor(new[] { 0.8f, 0.1f, 0.1f }, [3, 1, 1]), ones(3, 128, 128)).unsqueeze(0);
    }
}
